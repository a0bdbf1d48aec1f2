/// Cuts a stream into lines, whatever its pieces are; a line longer than the bound comes in several parts.
package struct LineSplitter: Sendable {
    private var held: [UInt8] = []

    /// The most of a line that is held, in bytes.
    package static let maximumLength = 65_536

    /// A splitter that has seen nothing.
    package init() {}

    /// Takes a piece and tells each line that is complete, without its line feed and the carriage return before it.
    package mutating func push(_ piece: UnsafeRawBufferPointer, line: (String) -> Void) {
        var rest = piece[...]
        while let end = rest.firstIndex(of: 0x0A) {
            held.append(contentsOf: rest[..<end])
            emit(line)
            rest = rest[(end + 1)...]
        }
        held.append(contentsOf: rest)
        if held.count > Self.maximumLength { emit(line) }
    }

    /// Tells what came after the last line feed, if anything did.
    package mutating func finish(line: (String) -> Void) {
        if !held.isEmpty { emit(line) }
    }

    private mutating func emit(_ line: (String) -> Void) {
        if held.last == 0x0D { held.removeLast() }
        line(String(decoding: held, as: UTF8.self))
        held.removeAll(keepingCapacity: true)
    }
}
