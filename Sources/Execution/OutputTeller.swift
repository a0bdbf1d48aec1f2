import HostSystem
import Logs

/// Takes a container's output: writes it to a log without its secrets, and tells of it line by line.
struct OutputTeller: ~Copyable {
    private let listener: LineListener
    private let log: () throws(SystemError) -> LogWriter
    private let began = ContinuousClock.now
    private var writer: LogWriter?
    private var splitters: [LogStream: LineSplitter] = [:]

    /// A teller that has opened nothing yet.
    ///
    /// - Parameters:
    ///   - place: Whose output it is.
    ///   - means: Where the log is, what is secret, who is told.
    ///   - hear: Gets every line, if somebody listens for one.
    init(
        _ place: StepPlace,
        _ means: ContainerMeans,
        hear: ((String) -> Void)? = nil
    ) {
        listener = LineListener(place: place, events: means.events, hear: hear)
        log = { () throws(SystemError) in
            try LogWriter(
                place.logName,
                in: try means.directory.job(place.slug),
                redactor: means.redactor
            )
        }
    }

    /// Opens the log; what is open stays so.
    mutating func begin() throws(SystemError) {
        if writer == nil { writer = try log() }
    }

    /// Takes a piece of output.
    mutating func take(_ stream: LogStream, _ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        guard listener.wantsLines else {
            try writer?.write(stream, bytes) { _ in }
            return
        }
        let time = began.duration(to: .now)
        let listener = listener
        // Taken out while it works: telling an observer must not reach back into it.
        var splitter = splitters.removeValue(forKey: stream) ?? LineSplitter()
        try writer?.write(stream, bytes) { shown in
            splitter.push(shown) { listener.tell(stream, time, $0) }
        }
        splitters[stream] = splitter
    }

    /// Writes and tells what was held back; nothing comes after it.
    mutating func finish() throws(SystemError) {
        let time = began.duration(to: .now)
        let listener = listener
        var rest = splitters
        try writer?.finish { stream, shown in
            guard listener.wantsLines else { return }
            rest[stream, default: LineSplitter()].push(shown) { listener.tell(stream, time, $0) }
        }
        for stream in LogStream.allCases {
            rest[stream]?.finish { listener.tell(stream, time, $0) }
        }
        splitters = [:]
    }
}

/// Whoever wants to know of each line of a container's output.
private struct LineListener {
    let place: StepPlace
    let events: EventStream
    let hear: ((String) -> Void)?

    var wantsLines: Bool { events.wantsLines || hear != nil }

    func tell(_ stream: LogStream, _ time: Duration, _ text: String) {
        hear?(text)
        guard events.wantsLines else { return }
        events.tell(.line(place, LogLine(stream: stream, time: time, text: text)))
    }
}
