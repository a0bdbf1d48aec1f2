import Glibc

/// What was typed for a container and has not been taken by it yet.
struct InputQueue {
    private var bytes: ArraySlice<UInt8> = []
    private var endsAfter = false
    /// Whether nothing can be written any more.
    private(set) var isClosed = false

    /// Whether more may be taken from those who type.
    var hasRoom: Bool { bytes.count < 1 << 20 }

    /// Whether there is something to write, or to close.
    var isPending: Bool { !isClosed && (!bytes.isEmpty || endsAfter) }

    /// Adds what was typed.
    mutating func add(_ typed: ArraySlice<UInt8>) {
        if !isClosed { bytes += typed }
    }

    /// Nothing more comes.
    mutating func end() {
        endsAfter = true
    }

    /// Writes what can be written.
    ///
    /// - Returns: Whether the descriptor is to be closed now.
    mutating func write(to descriptor: Int32) -> Bool {
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if count < 0, errno == EAGAIN {
                return false
            } else if count == 0 || errno != EINTR {
                // Nobody reads it any more.
                isClosed = true
                return true
            }
        }
        if endsAfter { isClosed = true }
        return isClosed
    }
}
