@testable import Networks
import Foundation
import HostSystem
import SystemPackage
import TestSupport
import Testing

/// A host and an internet that nobody else sees: two network namespaces with a cable between them.
///
/// The host is 192.0.2.2, with a name server at 127.0.0.53 as systemd-resolved has it. In the internet are
/// 203.0.113.10 (`good.example`, `www.good.example`), 203.0.113.20 (`bad.example`) and 169.254.169.254
/// (`rebound.good.example`).
final class World: Sendable {
    let host: NetworkHost
    let internet: NetworkNamespace
    let folder: String
    private let nameServer: LoopThread
    private let servers: [LocalServer]

    static let names: [String: [UInt8]] = [
        "good.example": [203, 0, 113, 10], "www.good.example": [203, 0, 113, 10],
        "bad.example": [203, 0, 113, 20], "rebound.good.example": [169, 254, 169, 254],
    ]

    init(way: OutsideWay = .routed) throws {
        folder = NSTemporaryDirectory() + "world-\(UUID().uuidString)"
        let internet = try NetworkNamespace.make { _ throws(NetworkError) in
            try RouteSocket().bringUp("lo")
        }
        let descriptor = internet.descriptor
        let namespace = try NetworkNamespace.make { _ throws(NetworkError) in
            // A new one begins with what this machine has set.
            try system { () throws(SystemError) in
                try NetworkSetting.write("0", to: NetworkSetting.forwarding())
            }
            let routes = try RouteSocket()
            try routes.bringUp("lo")
            try routes.addCable(
                "wan0",
                bridge: nil,
                far: "peer0",
                in: descriptor,
                address: nil,
                mtu: 1400
            )
            try routes.addAddress([192, 0, 2, 2], prefixLength: 24, to: "wan0")
        }
        servers = try internet.run { () throws(NetworkError) in try World.makeInternet() }
        try namespace.run { () throws(NetworkError) in
            let routes = try RouteSocket()
            try routes.settle("wan0")
            try routes.addDefaultRoute(by: IPv4Address(0xC000_0201), on: "wan0")
        }
        nameServer = try World.makeNameServer(namespace)
        host = NetworkHost(
            namespace: namespace,
            way: way,
            resolver: ResolverConfiguration(servers: ["127.0.0.53"], search: ["corp.example"]),
            lockDirectory: FilePath(folder).appending("networks")
        )
        self.internet = internet
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func makeInternet() throws(NetworkError) -> [LocalServer] {
        let routes = try RouteSocket()
        try routes.addAddress([192, 0, 2, 1], prefixLength: 24, to: "peer0")
        try routes.bringUp("peer0")
        for address: [UInt8] in [[203, 0, 113, 10], [203, 0, 113, 20], [169, 254, 169, 254]] {
            try routes.addAddress(address, prefixLength: 32, to: "lo")
        }
        return [80, 443, 5432].compactMap { port in
            try? LocalServer("0.0.0.0", port: port, greeting: "internet \(port)")
        }
    }

    private static func makeNameServer(
        _ host: borrowing NetworkNamespace
    ) throws(NetworkError) -> LoopThread {
        let place = SocketAddress(IPv4Address(0x7F00_0035), port: 53)
        let sockets = try host.run { () throws(NetworkError) in
            try system { () throws(SystemError) in
                [try Socket(.udp, at: place), try Socket(.tcp, at: place)]
            }
        }
        return try LoopThread(in: host.descriptor) { loop in
            loop.watch(sockets[0], for: PollLoop.readable) { _ in
                var buffer = [UInt8](repeating: 0, count: 4096)
                guard case (.bytes(let count), let sender?) = sockets[0].receive(into: &buffer)
                else { return }
                if let answer = answer(Array(buffer[..<count]), by: .udp) {
                    _ = sockets[0].send(answer, to: sender)
                }
            }
            loop.watch(sockets[1], for: PollLoop.readable) { _ in
                guard let (client, _) = sockets[1].accept() else { return }
                DNSConnection(client, loop) { query, reply in
                    if let answer = answer(query, by: .tcp) { reply(answer) }
                } closed: {
                }.begin()
            }
        }
    }

    /// `silent.example` gets no answer, `large.example` one that datagrams cannot hold.
    private static func answer(_ query: [UInt8], by transport: TransportProtocol) -> [UInt8]? {
        guard let parsed = try? DNSMessage(parsing: query), let name = parsed.question.name?.text
        else { return nil }
        if name == "silent.example" { return nil }
        if name == "large.example" {
            let many = [[UInt8]](repeating: [203, 0, 113, 10], count: 1000)
            var answer = DNSReply.addresses(transport == .tcp ? many : []).bytes(to: query, parsed)
            if transport == .udp { answer?[2] |= 2 }
            return answer
        }
        guard let address = names[name] else { return DNSReply.unknown.bytes(to: query, parsed) }
        let addresses = parsed.question.type == 1 ? [address] : []
        return DNSReply.addresses(addresses).bytes(to: query, parsed)
    }

    /// What a shell command says in the host's network.
    func atHost(_ command: String) throws -> String {
        try host.namespace.run { () throws(NetworkError) in Shell.output(command) }
    }
}

/// Commands of iproute2 and nft, in the calling thread's network.
enum Shell {
    static func output(_ command: String) -> String {
        let program = try? SpawnedProgram(
            ["/bin/sh", "-c", command],
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"],
            directory: "/"
        )
        guard let program, let end = try? program.wait() else { return "not run" }
        return end.stdout + end.stderr
    }
}

extension NetworkMember {
    /// What a TCP server says, or why there is none.
    borrowing func read(from address: String, _ port: UInt16 = 80) throws -> String {
        try namespace.run { () throws(NetworkError) in
            LocalConnection.read(from: address, port: port)
        }
    }

    /// Whether an address answers an echo request, sent without any capability; icmp(7).
    borrowing func isEchoed(by address: String) throws -> Bool {
        try namespace.run { () throws(NetworkError) in Echo.isAnswered(by: address) }
    }

    /// The answer to a lookup, or nil where none came.
    borrowing func lookUp(
        _ name: String,
        type: UInt16 = 1,
        by transport: TransportProtocol = .udp,
        of server: String
    ) throws -> DNSMessage? {
        let query = dnsQuery(name, type: type)
        let address = try #require(IPv4Address(server))
        return try namespace.run { () throws(NetworkError) in
            DNSClient.ask(query, SocketAddress(address, port: 53), transport)
        }
    }
}

/// A lookup that waits for its answer.
private enum DNSClient {
    static func ask(_ query: [UInt8], _ server: SocketAddress, _ transport: TransportProtocol)
        -> DNSMessage?
    {
        guard let socket = try? Socket(transport), socket.connect(to: server) == 0,
            wait(socket, PollLoop.writable),
            case .bytes = socket.send(transport == .tcp ? DNSFrames.frame(query) ?? [] : query)
        else { return nil }
        var frames = DNSFrames()
        while wait(socket, PollLoop.readable) {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            guard case (.bytes(let count), _) = socket.receive(into: &buffer), count > 0 else {
                return nil
            }
            if transport == .udp { return try? DNSMessage(parsing: Array(buffer[..<count])) }
            frames.append(buffer[..<count])
            if let message = frames.next() { return try? DNSMessage(parsing: message) }
        }
        return nil
    }

    private static func wait(_ socket: Socket, _ events: Int16) -> Bool {
        var polled = pollfd(fd: socket.descriptor, events: events, revents: 0)
        return poll(&polled, 1, 60_000) == 1
    }
}

/// An echo request by a datagram socket.
private enum Echo {
    static func isAnswered(by address: String) -> Bool {
        let isIPv4 = IPv4Address(address) != nil
        let family = isIPv4 ? AF_INET : AF_INET6
        let kind = Int32(isIPv4 ? IPPROTO_ICMP : IPPROTO_ICMPV6)
        let descriptor = socket(family, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), kind)
        defer { close(descriptor) }
        // Type, code, checksum, identifier and sequence: the kernel fills in what is 0.
        let request: [UInt8] = [isIPv4 ? 8 : 128, 0, 0, 0, 0, 0, 0, 1]
        let sent = SocketAddress(server: address, port: 0)?.withPointer {
            sendto(descriptor, request, request.count, 0, $0, $1)
        }
        guard sent == request.count else { return false }
        var polled = pollfd(fd: descriptor, events: PollLoop.readable, revents: 0)
        guard poll(&polled, 1, 60_000) == 1 else { return false }
        var reply = [UInt8](repeating: 0, count: 64)
        return recv(descriptor, &reply, reply.count, 0) > 0 && reply[0] == (isIPv4 ? 0 : 129)
    }
}
