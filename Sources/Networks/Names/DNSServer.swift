import Glibc

/// The resolver of a network, on the thread of its loop: it answers for the members, asks the host's servers for the
/// rest, and lets through what the answers name.
final class DNSServer {
    private let policy: DNSPolicy
    private let servers: [SocketAddress]
    private let filters: Nftables
    private let loop: PollLoop
    private var underWay = 0
    private var connections = 0

    /// How many queries wait for an answer at once; more are told "server failure".
    private static let underWayMax = 1024
    /// How many connections are open at once; more are closed.
    private static let connectionsMax = 128

    init(_ policy: DNSPolicy, servers: [SocketAddress], filters: Nftables, on loop: PollLoop) {
        self.policy = policy
        self.servers = servers
        self.filters = filters
        self.loop = loop
    }

    /// Serves sockets of the hub; the loop keeps the server from here on.
    func serve(datagrams: Socket, streams: Socket) {
        loop.watch(datagrams, for: PollLoop.readable) { _ in self.receive(from: datagrams) }
        loop.watch(streams, for: PollLoop.readable) { _ in self.accept(from: streams) }
    }

    private func receive(from socket: Socket) {
        var buffer = [UInt8](repeating: 0, count: DNSMessage.sizeMax)
        // What is left after a fair share is found again: poll(2) tells of what is there, not of what is new.
        for _ in 0..<64 {
            guard case (.bytes(let count), let sender?) = socket.receive(into: &buffer) else {
                return
            }
            answer(Array(buffer[..<count]), from: sender.ipv4, by: .udp) { reply in
                // As on any network, a datagram that cannot be sent is lost, and asked for again.
                _ = socket.send(reply, to: sender)
            }
        }
    }

    private func accept(from listener: Socket) {
        while let (socket, peer) = listener.accept() {
            guard connections < Self.connectionsMax, let peer else { continue }
            connections += 1
            let connection = DNSConnection(socket, loop) { query, reply in
                self.answer(query, from: peer.ipv4, by: .tcp, reply)
            } closed: {
                self.connections -= 1
            }
            connection.begin()
        }
    }

    /// Answers a query, at once or later, or never where it deserves none.
    private func answer(
        _ query: [UInt8],
        from member: IPv4Address,
        by transport: TransportProtocol,
        _ reply: @escaping ([UInt8]) -> Void
    ) {
        // What cannot be read is answered all the same.
        let parsed = try? DNSMessage(parsing: query)
        switch policy.decide(parsed, from: member) {
        case .ignore:
            return
        case .reply(let answer):
            if let bytes = answer.bytes(to: query, parsed) { reply(bytes) }
        case .ask(let entries):
            guard let parsed, underWay < Self.underWayMax, !servers.isEmpty else {
                if let bytes = DNSReply.failed.bytes(to: query, parsed) { reply(bytes) }
                return
            }
            underWay += 1
            DNSExchange.begin(query, parsed, of: servers, by: transport, on: loop) { answer in
                self.underWay -= 1
                let admitted = answer.flatMap { self.admitted($0, parsed.question.name, entries) }
                if let bytes = admitted ?? DNSReply.failed.bytes(to: query, parsed) {
                    reply(bytes)
                }
            }
        }
    }

    /// Lets through what an answer names before anyone learns of it.
    ///
    /// - Returns: The answer, or nil where the filters could not be changed.
    private func admitted(
        _ answer: [UInt8],
        _ name: DomainName?,
        _ entries: [AllowEntry]
    ) -> [UInt8]? {
        guard let name, let parsed = try? DNSMessage(parsing: answer), !parsed.addresses.isEmpty
        else { return answer }
        policy.book.note(name, for: parsed.addresses)
        guard let commands = HubRuleset.admission(of: parsed.addresses, by: entries) else {
            return answer
        }
        do {
            try filters.run(commands, to: "let \(name) through")
            return answer
        } catch {
            return nil
        }
    }
}
