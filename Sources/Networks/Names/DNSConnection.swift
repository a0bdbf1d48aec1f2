/// A member's connection to the resolver: one query after the other.
final class DNSConnection {
    private let socket: Socket
    private let loop: PollLoop
    private let answer: ([UInt8], @escaping ([UInt8]) -> Void) -> Void
    private let closed: () -> Void
    private var frames = DNSFrames()
    private var unsent: ArraySlice<UInt8> = []
    private var isAnswering = false
    private var isOpen = true
    private var timer: Int?

    /// How long it may say nothing.
    private static let idleTime = Duration.seconds(20)

    init(
        _ socket: Socket,
        _ loop: PollLoop,
        answer: @escaping ([UInt8], @escaping ([UInt8]) -> Void) -> Void,
        closed: @escaping () -> Void
    ) {
        self.socket = socket
        self.loop = loop
        self.answer = answer
        self.closed = closed
    }

    /// Waits for queries; the loop keeps the connection until it is closed.
    func begin() {
        loop.watch(socket, for: PollLoop.readable) { _ in
            if self.unsent.isEmpty { self.receive() } else { self.send() }
        }
        restartTimer()
    }

    private func restartTimer() {
        loop.cancel(timer)
        timer = loop.after(Self.idleTime) { self.close() }
    }

    private func close() {
        guard isOpen else { return }
        isOpen = false
        loop.cancel(timer)
        loop.forget(socket)
        closed()
    }

    private func receive() {
        var buffer = [UInt8](repeating: 0, count: DNSMessage.sizeMax)
        switch socket.receive(into: &buffer).0 {
        case .later: return
        case .failed, .bytes(0): return close()
        case .bytes(let count): frames.append(buffer[..<count])
        }
        restartTimer()
        answerNext()
    }

    private func answerNext() {
        guard isOpen, !isAnswering, let query = frames.next() else { return }
        isAnswering = true
        // What comes meanwhile waits in the kernel.
        loop.change(socket, to: 0)
        answer(query) { self.reply($0) }
    }

    private func reply(_ message: [UInt8]) {
        guard isOpen else { return }
        isAnswering = false
        unsent = (DNSFrames.frame(message) ?? [])[...]
        loop.change(socket, to: PollLoop.writable)
    }

    private func send() {
        switch socket.send(unsent) {
        case .bytes(let count): unsent = unsent.dropFirst(count)
        case .later: return
        case .failed: return close()
        }
        guard unsent.isEmpty else { return }
        loop.change(socket, to: PollLoop.readable)
        answerNext()
    }
}
