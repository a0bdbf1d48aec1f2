import Diagnostics
import Networks
import Testing

@testable import Pipelines

@Suite struct `The name of a service` {
    @Test(arguments: ["db", "a", "db-1", "x2", String(repeating: "a", count: 63)])
    func `can be a host name`(text: String) {
        #expect(ServiceName(text)?.text == text)
    }

    @Test func `is the same in upper and lower case`() {
        #expect(ServiceName("DB") == ServiceName("db"))
    }

    @Test(arguments: [
        "", "-db", "db-", "my_db", "1db", "10", "0x7f", "d.b", "db ", "dĂb", "localhost", "Cuvette",
        String(repeating: "a", count: 64),
    ])
    func `can be nothing else`(text: String) {
        #expect(ServiceName(text) == nil)
    }
}

@Suite struct `An entry of what is allowed` {
    @Test(arguments: [
        "example.org", "example.org:443", "example.org:443/tcp", "*.example.org:53/udp",
        "10.0.0.0/8", "10.0.0.0/8:80", "443", "53/udp", "*",
    ])
    func `is shown as it was written`(text: String) throws {
        #expect(try AllowEntry.reading(text).text == text)
    }

    @Test func `shows an address as the subnet that it is`() throws {
        #expect(try AllowEntry.reading("10.0.0.1").text == "10.0.0.1/32")
    }

    @Test(arguments: ["", "example.org:0", "example.org:", "a b", "10.0.0.1/8", "::1"])
    func `says how it should be written where it is none`(text: String) {
        #expect(throws: SettingError.self) { try AllowEntry.reading(text) }
    }
}

@Suite struct `A published port` {
    @Test(arguments: [
        ("8080:80", "8080:81", true), ("8080:80", "8081:80", false),
        ("8080:80", "8080:80/udp", false), ("0.0.0.0:8080:80", "127.0.0.2:8080:80", true),
        ("127.0.0.1:8080:80", "127.0.0.2:8080:80", false), ("80", "80", false),
    ])
    func `collides with another at the same place`(one: String, other: String, both: Bool) throws {
        let (left, right) = (try PortMapping.reading(one), try PortMapping.reading(other))
        #expect(left.collides(with: right) == both)
        #expect(right.collides(with: left) == both)
    }
}

@Suite struct `A planned service` {
    private func service(_ name: String) throws -> Service {
        Service(Located(try #require(ServiceName(name)), at: somewhere), ServiceSettings())
    }

    @Test func `has the image of its job and times of its own`() throws {
        var job = try Job("a")
        var service = try service("db")
        service.settings.command = [try written("serve")]
        service.settings.ready = Readiness(.tcp(5432))
        job.services = [service]
        let planned = try plan(Pipeline(job), for: .everything()).jobs[0]
        #expect(planned.services[0].image == planned.image)
        #expect(planned.services[0].ready?.timeout == .seconds(60))
        #expect(planned.services[0].limits.isEmpty)
    }

    @Test func `must have a command where its image cannot name one`() throws {
        var job = try Job("a")
        var other = try service("other")
        other.settings.image = ImageRecipe(
            .fixed(Located(.ociLayout(path: "x", tag: nil), at: somewhere))
        )
        job.services = [try service("db"), other]
        let error = #expect(throws: DiagnosticError.self) {
            try plan(Pipeline(job), for: .everything())
        }
        #expect(error?.diagnostics.map(\.message).count == 1)
        #expect(error?.diagnostics[0].message.contains("service \"db\" has no command") == true)
    }
}
