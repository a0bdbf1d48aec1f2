import Testing

@testable import Registries

@Suite struct `A challenge` {
    @Test func `is read with its parameters`() {
        let header =
            #"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/alpine:pull,push""#
        #expect(
            Challenge.all(in: header) == [
                Challenge(
                    scheme: "bearer",
                    parameters: [
                        "realm": "https://auth.docker.io/token",
                        "service": "registry.docker.io",
                        "scope": "repository:library/alpine:pull,push",
                    ]
                )
            ]
        )
    }

    @Test func `may be one of several in a header`() {
        let challenges = Challenge.all(in: #"Basic realm="a \"b\"", Negotiate, bearer Realm = x"#)
        #expect(challenges.map(\.scheme) == ["basic", "negotiate", "bearer"])
        #expect(challenges[0].parameters == ["realm": "a \"b\""])
        #expect(challenges[2].parameters == ["realm": "x"])
    }

    @Test(arguments: ["", " ,,", #"Basic realm="unended"#, "=", "\"\"", #"Bearer realm="a\"#])
    func `that cannot be read does no harm`(header: String) {
        #expect(Challenge.all(in: header).allSatisfy { $0.parameters["realm"] == nil })
    }
}
