import Glibc
import HostSystem
import Logs
import SystemPackage

/// One line of what a container wrote, with its end where it had one.
package struct ContainerLogLine: Sendable, Hashable {
    /// When its last byte came, in microseconds since 1970.
    package var microseconds: Int64
    /// Whether it came from the standard errors.
    package var isError: Bool
    /// The bytes as they came.
    package var bytes: [UInt8]
}

/// What a container wrote, at all of its starts.
package struct ContainerLog {
    private let container: StoredContainer
    private var partial: [LogStream: [UInt8]] = [:]
    private var lastTime: Int64 = 0

    /// The most of a line that is held; a longer one comes in several parts.
    static let maximumLine = 1 << 20

    /// The log of a container.
    package init(_ container: StoredContainer) {
        self.container = container
    }

    /// Reads from the first line on; blocks its thread.
    ///
    /// - Parameters:
    ///   - follow: Whether to go on until the container has ended for good.
    ///   - line: Gets each line.
    ///   - caughtUp: Is told once that all that was there has been read.
    /// - Throws: `SystemError`.
    package mutating func read(
        follow: Bool,
        line: (ContainerLogLine) -> Void,
        caughtUp: () -> Void
    ) throws {
        var number = 0
        var isCaughtUp = false
        var life = try container.folder.life()
        while true {
            if number < life.logs.count {
                number += 1
                // The oldest of a long log are gone.
                let name = ContainerFolder.logName(number)
                guard container.folder.directory.contains(FilePath("\(name).log")) else { continue }
                var reader = try LogReader(name, in: container.folder.directory)
                let began = life.logs[number - 1]
                while true {
                    try readPieces(&reader, began, line)
                    let isLast = number == life.logs.count
                    guard isLast else { break }
                    if !isCaughtUp {
                        isCaughtUp = true
                        if !follow { flush(line) }
                        caughtUp()
                    }
                    guard follow, life.isActive else { break }
                    usleep(50_000)
                    guard let now = try? container.folder.life() else { break }
                    life = now
                    if !now.isActive { try readPieces(&reader, began, line) }
                }
                flush(line)
                continue
            }
            if !isCaughtUp { caughtUp() }
            isCaughtUp = true
            guard follow, life.isActive, container.folder.isWatched else { return }
            usleep(50_000)
            guard let now = try? container.folder.life() else { return }
            life = now
        }
    }

    private mutating func readPieces(
        _ reader: inout LogReader,
        _ began: Int64,
        _ line: (ContainerLogLine) -> Void
    ) throws {
        try reader.readPieces { stream, time, bytes in
            let (seconds, attoseconds) = time.components
            lastTime = began + seconds * 1_000_000 + attoseconds / 1_000_000_000_000
            var held = partial.removeValue(forKey: stream) ?? []
            var rest = bytes[...]
            while let end = rest.firstIndex(of: 0x0A) {
                held.append(contentsOf: rest[...end])
                line(made(stream, held))
                held = []
                rest = rest[(end + 1)...]
            }
            held.append(contentsOf: rest)
            if held.count > Self.maximumLine {
                line(made(stream, held))
                held = []
            }
            if !held.isEmpty { partial[stream] = held }
        }
    }

    private func made(_ stream: LogStream, _ bytes: [UInt8]) -> ContainerLogLine {
        ContainerLogLine(microseconds: lastTime, isError: stream == .stderr, bytes: bytes)
    }

    /// What came after the last line feed.
    private mutating func flush(_ line: (ContainerLogLine) -> Void) {
        for stream in LogStream.allCases {
            guard let held = partial.removeValue(forKey: stream) else { continue }
            line(made(stream, held))
        }
    }
}
