import Containers
import Glibc
import HostSystem
import Pipelines

/// Finds out, again and again, whether a service is ready; blocks its thread for short times.
struct ServiceProbe {
    /// What shows that a service is ready, with its templates evaluated.
    enum Sign: Sendable {
        case tcp(UInt16)
        case command([String])
        /// The service's state listens for it.
        case log
    }

    let sign: Sign
    let interval: Duration
    let seat: NetworkSeat
    let network: JobHub
    let state: ServiceState
    /// What the last command that failed said.
    private var lastWords: String?

    /// The longest that one attempt blocks.
    private static let attempt = Duration.milliseconds(100)

    init(
        _ sign: Sign,
        every interval: Duration,
        at seat: NetworkSeat,
        in network: JobHub,
        of state: ServiceState
    ) {
        self.sign = sign
        self.interval = interval
        self.seat = seat
        self.network = network
        self.state = state
    }

    /// What is waited for, in words.
    var title: String {
        switch sign {
        case .tcp(let port): "nobody accepted connections at port \(port)"
        case .log: "no line of its output held \"\(state.sign ?? "")\""
        case .command: lastWords.map { "its command failed: \($0)" } ?? "its command never ended"
        }
    }

    /// Tries once.
    ///
    /// - Parameters:
    ///   - container: The service's.
    ///   - isOver: Whether waiting makes no sense any more.
    /// - Returns: Whether it is ready.
    /// - Throws: `NetworkError`, `ContainerError`, `SystemError`.
    mutating func isReady(_ container: ContainerHandle, until isOver: () -> Bool) throws -> Bool {
        switch sign {
        case .tcp(let port): return try network.accepts(port, of: seat, within: Self.attempt)
        case .log: return state.wasHeard
        case .command(let words): return try succeeds(words, container, isOver)
        }
    }

    private mutating func succeeds(
        _ words: [String],
        _ container: ContainerHandle,
        _ isOver: () -> Bool
    ) throws -> Bool {
        let pipe = try OpenPipe()
        var process: JoinedProcess
        do {
            process = try container.start(words, output: pipe.writing)
        } catch {
            // The container may just have ended, which its state tells.
            lastWords = error.text
            return false
        }
        while true {
            guard let end = process.wait(Self.attempt) else {
                if isOver() { return false }
                continue
            }
            if end.isSuccess { return true }
            lastWords = Self.words(of: pipe.takeReading(), end)
            return false
        }
    }

    /// The last line that a command wrote, or how it ended.
    private static func words(of output: consuming OpenFile, _ end: ExitStatus) -> String {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        // Something that it left running may hold the pipe open for ever.
        _ = fcntl(output.descriptor, F_SETFL, O_NONBLOCK)
        let count = max(0, read(output.descriptor, &bytes, bytes.count))
        let line = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").last
        return line.map(String.init) ?? ServiceText.status(end)
    }
}
