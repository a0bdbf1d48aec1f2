import Glibc

/// What a monitor waits for at one turn.
struct PollTable {
    private var entries: [pollfd] = []
    private var sources: [Source] = []

    /// Whose turn it can be.
    enum Source: Hashable {
        case signals, listener, process, output, errors, input, client(Int), probe, probeOutput
    }

    /// Adds something to wait for; a negative descriptor is passed over.
    mutating func add(_ source: Source, _ descriptor: Int32, _ events: Int32 = POLLIN) {
        guard descriptor >= 0 else { return }
        entries.append(pollfd(fd: descriptor, events: Int16(events), revents: 0))
        sources.append(source)
    }

    /// Waits.
    ///
    /// - Parameter deadline: How long at the most; nil for as long as it takes.
    /// - Returns: Whose turn it is; nobody's where the time is up.
    mutating func wait(until deadline: ContinuousClock.Instant?) -> Set<Source> {
        let result = poll(&entries, nfds_t(entries.count), Self.milliseconds(until: deadline))
        guard result > 0 else { return [] }
        return Set(zip(sources, entries).filter { $0.1.revents != 0 }.map(\.0))
    }

    private static func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let left = deadline - .now
        guard left > .zero else { return 0 }
        let (seconds, attoseconds) = left.components
        return Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }
}
