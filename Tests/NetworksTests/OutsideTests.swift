@testable import Networks
import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `The outside of a job's network` {
    private let world: World

    init() throws { world = try World() }

    private func server(of network: borrowing JobNetwork) throws -> String {
        try #require(network.resolverConfiguration.servers.first)
    }

    @Test func `is reached, and noted with names`() throws {
        let network = try JobNetwork.open(.everything, on: world.host)
        let step = try network.member()
        let other = try network.member()
        let address = try step.lookUp("good.example", of: server(of: network))?.addresses.first
        #expect(address.map { "\($0)" } == "203.0.113.10")
        #expect(try step.read(from: "203.0.113.10") == "internet 80")
        #expect(try step.read(from: "203.0.113.10") == "internet 80")
        #expect(try other.read(from: "203.0.113.20", 5432) == "internet 5432")
        let log = try network.egressLog()
        #expect(
            log.records(of: step.address) == [
                EgressRecord(
                    member: "\(step.address)",
                    kind: .tcp,
                    address: "203.0.113.10",
                    port: 80,
                    name: "good.example",
                    allowed: true,
                    count: 2
                )
            ]
        )
        #expect(log.records(of: other.address).map(\.port) == [5432] && log.isComplete)
    }

    @Test func `is pinged, and that is noted without a port`() throws {
        let network = try JobNetwork.open(.everything, on: world.host)
        let step = try network.member()
        #expect(try step.isEchoed(by: "203.0.113.10"))
        let record = try #require(network.egressLog().records.first)
        #expect(record.kind == .icmp && record.port == nil && record.address == "203.0.113.10")
    }

    @Test func `is the host, too, but not what the host alone may see`() throws {
        let network = try JobNetwork.open(.everything, on: world.host)
        let step = try network.member()
        let servers = try world.host.namespace.run { () throws(NetworkError) in
            ["0.0.0.0", "127.0.0.1"].enumerated().compactMap { number, address in
                try? LocalServer(address, port: 7000 + UInt16(number), greeting: "host")
            }
        }
        #expect(try step.read(from: "192.0.2.2", 7000) == "host")
        #expect(try step.read(from: "192.0.2.2", 7001) == "Connection refused")
        withExtendedLifetime(servers) {}
    }

    @Test func `never is where clouds hand out credentials, unless a list says so`() throws {
        let open = try JobNetwork.open(.everything, on: world.host)
        #expect(try open.member().read(from: "169.254.169.254") == "Connection refused")
        let byName = try JobNetwork.open(.only(AllowList(["*.good.example"])), on: world.host)
        let step = try byName.member()
        let looked = try step.lookUp("rebound.good.example", of: server(of: byName))
        #expect(looked?.addresses.first.map { "\($0)" } == "169.254.169.254")
        #expect(try step.read(from: "169.254.169.254") == "Connection refused")
        let listed = try JobNetwork.open(.only(AllowList(["169.254.169.254:80"])), on: world.host)
        #expect(try listed.member().read(from: "169.254.169.254") == "internet 80")
    }

    @Test func `ends where the list ends`() throws {
        let list = try AllowList(["good.example:443/tcp"])
        let network = try JobNetwork.open(.only(list), on: world.host)
        let step = try network.member()
        let server = try server(of: network)
        // Before it is looked up, the name is no address.
        #expect(try step.read(from: "203.0.113.10", 443) == "Connection refused")
        #expect(try step.lookUp("good.example", of: server)?.code == 0)
        #expect(try step.read(from: "203.0.113.10", 443) == "internet 443")
        #expect(try step.read(from: "203.0.113.10", 80) == "Connection refused")
        #expect(try step.lookUp("bad.example", of: server)?.code == 3)
        #expect(try step.read(from: "203.0.113.20", 443) == "Connection refused")
        let refused = try network.egressLog().records.filter { !$0.allowed }
        #expect(refused.compactMap(\.name) == ["bad.example", "good.example", "good.example"])
        #expect(refused.contains { $0.address == "203.0.113.20" && $0.port == 443 })
    }

    @Test(arguments: [
        ("203.0.113.0/24", true, true), ("203.0.113.10", true, true),
        ("203.0.113.10:80", true, false),
        ("80/tcp", true, false), ("80/udp", false, false), ("*", true, true),
        ("10.0.0.0/8", false, false),
        ("443", false, true),
    ])
    func `is what each kind of entry says`(entry: String, web: Bool, secure: Bool) throws {
        let network = try JobNetwork.open(.only(AllowList([entry])), on: world.host)
        let step = try network.member()
        #expect(try (step.read(from: "203.0.113.10", 80) == "internet 80") == web)
        #expect(try (step.read(from: "203.0.113.10", 443) == "internet 443") == secure)
    }

    @Test func `keeps two networks apart`() throws {
        let one = try JobNetwork.open(.everything, on: world.host)
        let two = try JobNetwork.open(.everything, on: world.host)
        let service = try one.member(named: [#require(DomainName("db"))])
        let stranger = try two.member()
        let own = try two.member()
        let server = try service.namespace.run { () throws(NetworkError) in
            try? LocalServer("0.0.0.0", port: 80, greeting: "one")
        }
        // Both have the same addresses, so the first member of the other network is who is asked.
        #expect(service.address == stranger.address)
        #expect(try own.read(from: "\(service.address)") == "Connection refused")
        #expect(try own.lookUp("db", of: self.server(of: two))?.addresses == [])
        // Nor is the other's hub reached by way of the host.
        #expect(try own.read(from: "10.213.0.1", 53) == "Connection refused")
        withExtendedLifetime(server) {}
    }

    @Test func `is looked up through a silent or truncating server, too`() throws {
        let network = try JobNetwork.open(.everything, on: world.host)
        let step = try network.member()
        let server = try server(of: network)
        #expect(try step.lookUp("none.example", of: server)?.code == 3)
        #expect(try step.lookUp("large.example", of: server).map { $0.flags & 0x0200 } == 0x0200)
        #expect(try step.lookUp("large.example", by: .tcp, of: server)?.addresses.count == 1000)
        #expect(try step.lookUp("silent.example", of: server)?.code == 2)
    }

    @Test func `turns the host into no router`() throws {
        let network = try JobNetwork.open(.everything, on: world.host)
        #expect(
            try world.atHost(
                "cat /proc/sys/net/ipv4/conf/wan0/forwarding /proc/sys/net/ipv4/ip_forward"
            ) == "1\n0\n"
        )
        // Somebody in the internet takes the host for the way to a third network.
        let third = try NetworkNamespace.make { _ throws(NetworkError) in
            try RouteSocket().bringUp("lo")
        }
        let descriptor = third.descriptor
        try world.host.namespace.run { () throws(NetworkError) in
            let routes = try RouteSocket()
            try routes.addCable(
                "lan0",
                bridge: nil,
                far: "eth0",
                in: descriptor,
                address: nil,
                mtu: 1400
            )
            try routes.addAddress([198, 51, 100, 1], prefixLength: 24, to: "lan0")
        }
        let server = try third.run { () throws(NetworkError) in
            let routes = try RouteSocket()
            try routes.addAddress([198, 51, 100, 2], prefixLength: 24, to: "eth0")
            try routes.bringUp("eth0")
            try routes.addDefaultRoute(by: IPv4Address(0xC633_6401), on: "eth0")
            return try? LocalServer("0.0.0.0", port: 80, greeting: "private")
        }
        let said = try world.internet.run { () throws(NetworkError) in
            _ = Shell.output("ip route add 198.51.100.0/24 via 192.0.2.2")
            return LocalConnection.read(from: "198.51.100.2", port: 80, seconds: 1)
        }
        #expect(said != "private")
        withExtendedLifetime(server) {}
        withExtendedLifetime(network.resolverConfiguration) {}
    }

    @Test func `stays for as long as a network uses it`() throws {
        let network = try JobNetwork.open(.everything, on: world.host)
        #expect(try !world.host.cleanUp())
        let again = try JobNetwork.open(.everything, on: world.host)
        #expect(try again.member().read(from: "203.0.113.10") == "internet 80")
        #expect(
            try world.atHost("nft list table ip cuvette").components(separatedBy: "masquerade")
                .count == 2
        )
        withExtendedLifetime(network.resolverConfiguration) {}
    }
}
