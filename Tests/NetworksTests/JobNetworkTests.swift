@testable import Networks
import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `The network of a job` {
    private func name(_ text: String) throws -> DomainName { try #require(DomainName(text)) }

    @Test func `lets members reach each other by address`() throws {
        let network = try JobNetwork.open(.nothing, on: World().host)
        let service = try network.member(named: [name("db")])
        let step = try network.member()
        let server = try service.namespace.run { () throws(NetworkError) in
            try? LocalServer("0.0.0.0", port: 80, greeting: "hello")
        }
        #expect(try step.read(from: "\(service.address)") == "hello")
        #expect(try step.read(from: "\(service.address)", 81) == "Connection refused")
        #expect(try step.isEchoed(by: "\(service.address)"))
        let six = service.ipv6.map { "\($0)" } ?? "none"
        #expect(try step.isEchoed(by: six))
        withExtendedLifetime(server) {}
    }

    @Test func `gives members names, in their hosts file and by its resolver`() throws {
        let network = try JobNetwork.open(.nothing, on: World().host)
        let service = try network.member(named: [name("db"), name("postgres")])
        let step = try network.member()
        let file = network.hosts(for: step, hostname: "step").text
        #expect(file.contains("\(service.address)\tdb postgres\n"))
        #expect(
            file.contains("\(step.address)\tstep\n") && file.hasPrefix("127.0.0.1\tlocalhost\n")
        )
        let configuration = network.resolverConfiguration
        #expect(configuration.search == ["corp.example"])
        let server = try #require(configuration.servers.first)
        #expect(try step.lookUp("db", of: server)?.addresses == [service.address])
        #expect(try step.lookUp("postgres", by: .tcp, of: server)?.addresses == [service.address])
        #expect(try step.lookUp("redis", of: server)?.code == 3)
        #expect(throws: NetworkError.nameTaken("db")) {
            _ = try network.member(named: [name("db")])
        }
    }

    @Test func `frees a name with its member`() throws {
        let network = try JobNetwork.open(.nothing, on: World().host)
        for _ in 0..<2 { _ = try network.member(named: [name("db")]) }
    }

    @Test func `says whether a member accepts connections`() throws {
        let network = try JobNetwork.open(.nothing, on: World().host)
        let service = try network.member()
        #expect(try !network.accepts(5432, of: service.address, within: .milliseconds(50)))
        let server = try service.namespace.run { () throws(NetworkError) in
            try? LocalServer("0.0.0.0", port: 5432, greeting: "x")
        }
        #expect(try network.accepts(5432, of: service.address, within: .seconds(60)))
        withExtendedLifetime(server) {}
    }

    @Test func `lets everyone take low ports and send echoes`() throws {
        let network = try JobNetwork.open(.nothing, on: World().host)
        let settings = try network.member().namespace.run { () throws(NetworkError) in
            Shell.output(
                "cat /proc/sys/net/ipv4/ip_unprivileged_port_start /proc/sys/net/ipv4/ping_group_range"
            )
        }
        #expect(settings == "0\n0\t2147483647\n")
    }

    @Test func `has room for fifty members, each at an address of its own`() throws {
        let network = try JobNetwork.open(.nothing, on: World().host)
        let addresses = try Self.keep(50, of: network)
        #expect(Set(addresses).count == 50, "\(addresses)")
    }

    /// The addresses of members that are all there at the same time.
    private static func keep(_ count: Int, of network: borrowing JobNetwork) throws -> [String] {
        guard count > 0 else { return [] }
        let member = try network.member()
        return try keep(count - 1, of: network) + ["\(member.address)"]
    }

    @Test func `reaches nothing outside, and says what was tried`() throws {
        let network = try JobNetwork.open(.nothing, on: World().host)
        let step = try network.member()
        #expect(try step.read(from: "203.0.113.10") == "Connection refused")
        let server = try #require(network.resolverConfiguration.servers.first)
        #expect(try step.lookUp("good.example", of: server)?.code == 3)
        let own = "\(step.address)"
        #expect(
            try network.egressLog().records == [
                EgressRecord(
                    member: own,
                    kind: .tcp,
                    address: "203.0.113.10",
                    port: 80,
                    allowed: false,
                    count: 1
                ),
                EgressRecord(
                    member: own,
                    kind: .lookup,
                    name: "good.example",
                    allowed: false,
                    count: 1
                ),
            ]
        )
    }

    @Test func `leaves nothing behind`() throws {
        let world = try World()
        let state = "ip -br link; ip -br addr; ip route; nft list ruleset; ls /run/netns 2>&1"
        let before = try world.atHost(state)
        do {
            let network = try JobNetwork.open(.everything, on: world.host)
            let member = try network.member(named: [name("db")])
            let port = try network.publish(PortMapping(memberPort: 80), to: member.address)
            #expect(try world.atHost(state) != before)
            withExtendedLifetime(port.mapping) {}
        }
        #expect(try world.host.cleanUp())
        var after = ""
        for _ in 0..<3000 {
            after = try world.atHost(state)
            if after == before { break }
            usleep(20_000)
        }
        #expect(after == before)
        #expect(try world.atHost("cat /proc/sys/net/ipv4/conf/wan0/forwarding") == "0\n")
    }

    @Test func `is not made where it cannot do what is asked`() throws {
        let world = try World(way: .none(reason: "there is no tunnel", hint: "dig one"))
        let error = #expect(throws: NetworkError.self) {
            _ = try JobNetwork.open(.everything, on: world.host)
        }
        #expect(error.map { "\($0)" } == "no outside network: there is no tunnel")
        #expect(error?.hint == "dig one")
        _ = try JobNetwork.open(.nothing, on: world.host)
    }
}
