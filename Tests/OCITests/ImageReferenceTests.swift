import Testing

@testable import OCI

@Suite struct `The name of an image` {
    private static let hash = String(repeating: "0123456789abcdef", count: 4)

    @Test(arguments: [
        ("alpine", "docker.io/library/alpine:latest", "alpine:latest"),
        ("alpine:3.20", "docker.io/library/alpine:3.20", "alpine:3.20"),
        ("team/app", "docker.io/team/app:latest", "team/app:latest"),
        ("docker.io/alpine", "docker.io/library/alpine:latest", "alpine:latest"),
        ("index.docker.io/team/app:1", "docker.io/team/app:1", "team/app:1"),
        ("docker.io/library/alpine", "docker.io/library/alpine:latest", "alpine:latest"),
        ("library/alpine", "docker.io/library/alpine:latest", "alpine:latest"),
        ("localhost/app", "localhost/app:latest", "localhost/app:latest"),
        ("localhost:5000/app:v1", "localhost:5000/app:v1", "localhost:5000/app:v1"),
        ("127.0.0.1:5000/a/b/c", "127.0.0.1:5000/a/b/c:latest", "127.0.0.1:5000/a/b/c:latest"),
        ("[::1]:5000/app", "[::1]:5000/app:latest", "[::1]:5000/app:latest"),
        ("[fd00::1]/app", "[fd00::1]/app:latest", "[fd00::1]/app:latest"),
        ("quay.io/a/b:c", "quay.io/a/b:c", "quay.io/a/b:c"),
        ("Host/app", "Host/app:latest", "Host/app:latest"),
        ("a__b/c-----d/e.f_g", "docker.io/a__b/c-----d/e.f_g:latest", "a__b/c-----d/e.f_g:latest"),
        ("app:_under.-_", "docker.io/library/app:_under.-_", "app:_under.-_"),
        ("localhost", "docker.io/library/localhost:latest", "localhost:latest"),
        ("abc:5000", "docker.io/library/abc:5000", "abc:5000"),
    ])
    func `is normalised as docker does it`(text: String, whole: String, short: String) throws {
        let reference = try ImageReference(text)
        #expect(reference.description == whole)
        #expect(reference.familiar == short)
        #expect(try ImageReference(whole) == reference)
        #expect(try ImageReference(short) == reference)
    }

    @Test func `may have a digest, with a tag or without`() throws {
        let digest = try Digest("sha256:\(Self.hash)")
        let pinned = try ImageReference("alpine@\(digest)")
        #expect(pinned.tag == nil)
        #expect(pinned.description == "docker.io/library/alpine@\(digest)")
        #expect(pinned.target == digest.description)
        let both = try ImageReference("quay.io:443/alpine:3.20@\(digest)")
        #expect(both.registry == "quay.io:443")
        #expect(both.tag == "3.20")
        #expect(both.digest == digest)
        #expect(both.withoutDigest.description == "quay.io:443/alpine:3.20")
        #expect(pinned.withoutDigest == (try ImageReference("alpine")))
        #expect(try ImageReference("alpine").pinned(to: digest).target == digest.description)
    }

    @Test(arguments: [
        ("", "empty"),
        ("Alpine", "lower case: library/alpine"),
        ("team/App", "lower case: team/app"),
        ("alp ine", "white space"),
        ("alpine\n", "white space"),
        ("älpine", "outside ASCII"),
        ("https://quay.io/a", "scheme"),
        ("docker://alpine", "scheme"),
        ("alpine:", "tag after \":\" is empty"),
        ("alpine:.x", "a tag has"),
        ("alpine:a+b", "a tag has"),
        ("alpine:\(String(repeating: "x", count: 129))", "more than 128"),
        ("alpine@", "no digest"),
        ("alpine@sha256:abc", "no digest"),
        ("alpine@md5:d41d8cd98f00b204e9800998ecf8427e", "no digest"),
        ("a//b", "empty"),
        ("a/", "empty"),
        ("/a", "empty"),
        ("../../etc/passwd", "not the name of a host"),
        ("a/../b", "is not lower-case"),
        ("a..b", "is not lower-case"),
        ("a___b", "is not lower-case"),
        ("a._b", "is not lower-case"),
        ("-a", "is not lower-case"),
        ("a-", "is not lower-case"),
        ("-host.io/a", "not the name of a host"),
        ("host.io:/a", "not a port"),
        ("host.io:70000/a", "not a port"),
        ("host.io:5o/a", "not a port"),
        ("[::1/a", "not an address"),
        ("[]/a", "not an address"),
        (hash, "id of an image"),
        ("docker.io/\(hash)", "id of an image"),
        (String(repeating: "a", count: 250), "more than 255"),
    ])
    func `is refused with the reason`(text: String, reason: String) {
        let error = #expect(throws: OCIError.self) { try ImageReference(text) }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }

    @Test func `of 255 letters is taken`() throws {
        let name = String(repeating: "a", count: 255 - "docker.io/library/".count)
        #expect(try ImageReference(name).name.utf8.count == 255)
    }
}
