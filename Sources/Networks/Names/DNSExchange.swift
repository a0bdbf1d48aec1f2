import Glibc
import HostSystem

/// One query to the host's name servers: they are asked in turn until one answers.
///
/// Every attempt has a socket and an id of its own, so that an answer from elsewhere would have to guess both (RFC
/// 5452). It lives as long as its loop waits for it.
final class DNSExchange {
    private let query: [UInt8]
    private let question: DNSMessage.Question
    private let servers: [SocketAddress]
    private let transport: TransportProtocol
    private let loop: PollLoop
    private let done: ([UInt8]?) -> Void

    private var attempt = 0
    private var id: UInt16 = 0
    private var socket: Socket?
    private var timer: Int?
    private var frames = DNSFrames()
    private var unsent: ArraySlice<UInt8> = []

    /// How often every server is asked.
    private static let rounds = 2

    /// Begins.
    ///
    /// - Parameters:
    ///   - query: The message; its id is replaced.
    ///   - parsed: The same, read.
    ///   - servers: First choice first.
    ///   - transport: The one that the query came by.
    ///   - loop: Whose thread is in the network that the servers are asked from.
    ///   - done: Gets the answer, with the query's own id, or nil where no server has answered; called once, and never
    ///     before this returns.
    static func begin(
        _ query: [UInt8],
        _ parsed: DNSMessage,
        of servers: [SocketAddress],
        by transport: TransportProtocol,
        on loop: PollLoop,
        _ done: @escaping ([UInt8]?) -> Void
    ) {
        let exchange = DNSExchange(query, parsed, servers, transport, loop, done)
        exchange.timer = loop.after(.zero) { exchange.ask() }
    }

    private init(
        _ query: [UInt8],
        _ parsed: DNSMessage,
        _ servers: [SocketAddress],
        _ transport: TransportProtocol,
        _ loop: PollLoop,
        _ done: @escaping ([UInt8]?) -> Void
    ) {
        self.query = query
        question = parsed.question
        self.servers = servers
        self.transport = transport
        self.loop = loop
        self.done = done
    }

    private var isLastAttempt: Bool { attempt >= servers.count * Self.rounds }

    private func ask() {
        release()
        guard !isLastAttempt else { return done(nil) }
        let server = servers[attempt % servers.count]
        attempt += 1
        id = .random(in: .min ... .max)
        let message = DNSMessage.renumbered(query, id)
        // A server that cannot be reached, for want of IPv6 or of a route, is passed over as one that is silent.
        guard let socket = try? Socket(transport, family: server.family),
            socket.connect(to: server) == 0,
            let bytes = transport == .tcp ? DNSFrames.frame(message) : message
        else {
            timer = loop.after(.zero) { self.ask() }
            return
        }
        self.socket = socket
        unsent = bytes[...]
        timer = loop.after(transport == .tcp ? .seconds(5) : .seconds(2)) { self.ask() }
        loop.watch(socket, for: PollLoop.writable) { _ in self.proceed() }
    }

    private func proceed() {
        if unsent.isEmpty { receive() } else { send() }
    }

    private func send() {
        guard let socket else { return }
        switch socket.send(unsent) {
        case .bytes(let count): unsent = unsent.dropFirst(count)
        case .later: return
        case .failed: return ask()
        }
        if unsent.isEmpty { loop.change(socket, to: PollLoop.readable) }
    }

    private func receive() {
        guard let socket else { return }
        var buffer = [UInt8](repeating: 0, count: DNSMessage.sizeMax)
        switch socket.receive(into: &buffer).0 {
        case .later:
            return
        case .failed:
            ask()
        case .bytes(let count) where transport == .udp:
            judge(Array(buffer[..<count]))
        case .bytes(0):
            ask()
        case .bytes(let count):
            frames.append(buffer[..<count])
            if let message = frames.next() { judge(message) }
        }
    }

    /// Takes an answer to our question, and waits on where it is another message.
    private func judge(_ answer: [UInt8]) {
        guard let parsed = try? DNSMessage(parsing: answer), parsed.isResponse, parsed.id == id,
            parsed.question == question
        else { return }
        // SERVFAIL and REFUSED: another server may know better.
        if parsed.code == 2 || parsed.code == 5, !isLastAttempt { return ask() }
        release()
        done(DNSMessage.renumbered(answer, DNSMessage.id(of: query) ?? 0))
    }

    private func release() {
        loop.cancel(timer)
        if let socket { loop.forget(socket) }
        socket = nil
        frames = DNSFrames()
    }
}
