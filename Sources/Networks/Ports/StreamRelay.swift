import Glibc

/// Two connections, each of which gets what the other sends.
///
/// It lives as long as its loop waits for one of the two.
final class StreamRelay {
    /// One direction: what was read and not yet written, and how far it is with ending.
    private struct Flow {
        var waiting: ArraySlice<UInt8> = []
        var sourceEnded = false
        var endPassedOn = false
    }

    private let client: Socket
    private let member: Socket
    private let loop: PollLoop
    private let closed: () -> Void
    private var toMember = Flow()
    private var toClient = Flow()
    private var isConnected = false
    private var isOpen = true

    private static let chunkSize = 65_536

    /// Begins to pass on.
    ///
    /// - Parameters:
    ///   - client: Connected.
    ///   - member: Connecting; where that fails, the client's connection is broken off.
    ///   - loop: Keeps the relay.
    ///   - closed: Called once, when both are closed.
    static func begin(
        _ client: Socket,
        _ member: Socket,
        on loop: PollLoop,
        closed: @escaping () -> Void
    ) {
        let relay = StreamRelay(client, member, loop, closed)
        loop.watch(client, for: 0) { relay.act(onClient: $0) }
        loop.watch(member, for: PollLoop.writable) { relay.act(onMember: $0) }
    }

    private init(
        _ client: Socket,
        _ member: Socket,
        _ loop: PollLoop,
        _ closed: @escaping () -> Void
    ) {
        self.client = client
        self.member = member
        self.loop = loop
        self.closed = closed
    }

    private func act(onClient events: Int16) {
        // An error is told of for as long as the socket is there.
        if events & Int16(POLLERR) != 0 || !isConnected && events & Int16(POLLHUP) != 0 {
            return breakOff()
        }
        if isConnected { pass() }
    }

    private func act(onMember events: Int16) {
        if events & Int16(POLLERR) != 0 { return breakOff() }
        isConnected = true
        pass()
    }

    /// Moves what can be moved, and waits for what cannot.
    private func pass() {
        guard Self.move(&toMember, client, member), Self.move(&toClient, member, client) else {
            return breakOff()
        }
        if toMember.endPassedOn, toClient.endPassedOn { return close() }
        loop.change(client, to: Self.events(reads: toMember, writes: toClient))
        loop.change(member, to: Self.events(reads: toClient, writes: toMember))
    }

    private static func events(reads: Flow, writes: Flow) -> Int16 {
        (reads.sourceEnded || !reads.waiting.isEmpty ? 0 : PollLoop.readable)
            | (writes.waiting.isEmpty ? 0 : PollLoop.writable)
    }

    /// One read at most, so that no connection starves the others.
    ///
    /// - Returns: Whether both are still there.
    private static func move(_ flow: inout Flow, _ source: Socket, _ sink: Socket) -> Bool {
        if flow.waiting.isEmpty, !flow.sourceEnded {
            var buffer = [UInt8](repeating: 0, count: chunkSize)
            switch source.receive(into: &buffer).0 {
            case .bytes(0): flow.sourceEnded = true
            case .bytes(let count): flow.waiting = buffer[..<count]
            case .later: break
            case .failed: return false
            }
        }
        if !flow.waiting.isEmpty {
            switch sink.send(flow.waiting) {
            case .bytes(let count): flow.waiting = flow.waiting.dropFirst(count)
            case .later: break
            case .failed: return false
            }
        }
        if flow.sourceEnded, flow.waiting.isEmpty, !flow.endPassedOn {
            flow.endPassedOn = true
            sink.finishSending()
        }
        return true
    }

    private func breakOff() {
        client.breakOff()
        member.breakOff()
        close()
    }

    private func close() {
        guard isOpen else { return }
        isOpen = false
        loop.forget(client)
        loop.forget(member)
        closed()
    }
}
