@testable import Networks
import Glibc
import HostSystem
import TestSupport
import Testing

@Suite(.needsRoot) struct `A published port` {
    private let world: World

    init() throws { world = try World() }

    private func fromHost(_ port: UInt16, saying message: String = "") throws -> String {
        try world.host.namespace.run { () throws(NetworkError) in
            LocalConnection.read(from: "127.0.0.1", port: port, saying: message)
        }
    }

    @Test func `leads to its member, in both directions and to the end`() throws {
        let network = try JobNetwork.open(.nothing, on: world.host)
        let service = try network.member()
        let echo = try service.namespace.run { () throws(NetworkError) in
            try? LocalServer("0.0.0.0", port: 7, greeting: "")
        }
        let port = try network.publish(PortMapping(memberPort: 7), to: service.address)
        #expect(port.mapping.hostPort != 0)
        let message = String(repeating: "0123456789", count: 300_000)
        #expect(try fromHost(port.mapping.hostPort, saying: message) == message)
        withExtendedLifetime(echo) {}
    }

    @Test func `breaks off where the member refuses, and works once it is ready`() throws {
        let network = try JobNetwork.open(.nothing, on: world.host)
        let service = try network.member()
        let gone = try network.publish(PortMapping(memberPort: 80), to: service.address).mapping
        let afterwards = try fromHost(gone.hostPort)
        #expect(afterwards == "Connection refused", "its owner is gone")
        let held = try network.publish(PortMapping(memberPort: 80), to: service.address)
        let early = try fromHost(held.mapping.hostPort)
        #expect(early == "Connection reset by peer")
        let server = try service.namespace.run { () throws(NetworkError) in
            try? LocalServer("0.0.0.0", port: 80, greeting: "ready")
        }
        #expect(try fromHost(held.mapping.hostPort) == "ready")
        withExtendedLifetime(server) {}
    }

    @Test func `that is taken is refused`() throws {
        let network = try JobNetwork.open(.nothing, on: world.host)
        let member = try network.member()
        let first = try network.publish(PortMapping("8080:80"), to: member.address)
        let error = #expect(throws: NetworkError.self) {
            _ = try network.publish(PortMapping("8080:81"), to: member.address)
        }
        #expect(error.map { "\($0)" } == "port 127.0.0.1:8080/tcp of the host is in use")
        #expect(first.mapping.hostPort == 8080)
    }

    @Test func `carries datagrams to and fro`() throws {
        let network = try JobNetwork.open(.only(AllowList(["*"])), on: world.host)
        let port = try network.publish(
            PortMapping(memberPort: 53, transport: .udp),
            to: #require(IPv4Address(network.resolverConfiguration.servers[0]))
        )
        // The resolver of the hub is asked by way of the host.
        let query = dnsQuery("good.example")
        let answer = try world.host.namespace.run { () throws(NetworkError) -> [UInt8] in
            try system { () throws(SystemError) in
                let socket = try Socket(.udp)
                let place = SocketAddress(IPv4Address(0x7F00_0001), port: port.mapping.hostPort)
                _ = socket.send(query, to: place)
                var polled = pollfd(fd: socket.descriptor, events: PollLoop.readable, revents: 0)
                poll(&polled, 1, 60_000)
                var buffer = [UInt8](repeating: 0, count: 512)
                guard case (.bytes(let count), _) = socket.receive(into: &buffer) else { return [] }
                return Array(buffer[..<count])
            }
        }
        #expect(try DNSMessage(parsing: answer).addresses.map { "\($0)" } == ["203.0.113.10"])
    }
}
