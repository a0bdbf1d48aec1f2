import Crypto
import Glibc

/// The `.git/index` of a checkout whose files all have one time: git then trusts them without reading one.
///
/// Source: gitformat-index(5), version 2 without extensions.
package struct CheckoutIndex: Sendable {
    /// One file of the checkout.
    package struct Entry: Sendable, Hashable {
        /// The whole path, `/` between components.
        package var path: [UInt8]
        /// What it is; never a directory.
        package var kind: TreeEntry.Kind
        /// The blob, or a submodule's commit.
        package var id: ObjectID
        /// The size of the file in bytes, modulo 2³².
        package var size: UInt32

        /// A file of the checkout.
        package init(path: [UInt8], kind: TreeEntry.Kind, id: ObjectID, size: UInt32) {
            self.path = path
            self.kind = kind
            self.id = id
            self.size = size
        }
    }

    /// Sorted by path.
    private var entries: [Entry]

    /// The files of the checkout, sorted by path.
    package var files: [Entry] { entries }

    /// An index of files, in any order.
    package init(_ entries: [Entry]) {
        self.entries = entries.sorted { Self.precedes($0.path, $1.path) }
    }

    private static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let order = memcmp(left, right, min(left.count, right.count))
        return order == 0 ? left.count < right.count : order < 0
    }

    /// Reads what `bytes(time:)` has written; nil for anything else.
    package init?(bytes: [UInt8]) {
        guard bytes.count >= 32, bytes.starts(with: Self.header) else { return nil }
        let count = Self.number(bytes, 8)
        var entries: [Entry] = []
        entries.reserveCapacity(Int(count))
        var offset = 12
        for _ in 0..<count {
            guard offset + 62 < bytes.count - 20 else { return nil }
            let length = Int(bytes[offset + 60] & 0x0F) << 8 | Int(bytes[offset + 61])
            var end = offset + 62 + (length < 0xFFF ? length : 0xFFF)
            while length == 0xFFF, end < bytes.count, bytes[end] != 0 { end += 1 }
            guard end < bytes.count - 20 else { return nil }
            entries.append(
                Entry(
                    path: Array(bytes[offset + 62..<end]),
                    kind: Self.kind(Self.number(bytes, offset + 24)),
                    id: ObjectID(bytes: Array(bytes[offset + 40..<offset + 60])),
                    size: Self.number(bytes, offset + 36)
                )
            )
            offset += (end - offset + 8) & ~7
        }
        self.entries = entries
    }

    /// The index after some files have changed.
    ///
    /// - Parameters:
    ///   - gone: Paths that are no longer there; a directory's path stands for all below it.
    ///   - new: Files that are new or different.
    /// - Returns: The index of the changed checkout.
    package func changed(gone: [[UInt8]], new: [Entry]) -> CheckoutIndex {
        let replaced = Set(new.map(\.path)).union(gone)
        let folders = gone.map { $0 + [0x2F] }
        let kept = entries.filter { entry in
            !replaced.contains(entry.path) && !folders.contains { entry.path.starts(with: $0) }
        }
        return CheckoutIndex(kept + new)
    }

    /// The bytes of the file.
    ///
    /// - Parameters:
    ///   - seconds: When every file was last changed, in seconds since 1970.
    ///   - distrusted: Paths that git has to read again, since their content is not that of the index.
    /// - Returns: The whole file, its checksum included.
    package func bytes(time seconds: UInt32, distrusting distrusted: Set<[UInt8]> = []) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.count * 96 + 64)
        bytes += Self.header
        Self.append(UInt32(entries.count), to: &bytes)
        for entry in entries {
            let began = bytes.count
            let time = distrusted.contains(entry.path) ? 0 : seconds
            for number in [time, 0, time, 0, 0, 0, Self.mode(entry.kind), 0, 0, entry.size] {
                Self.append(number, to: &bytes)
            }
            bytes += entry.id.bytes
            let length = UInt16(min(entry.path.count, 0xFFF))
            bytes += [UInt8(length >> 8), UInt8(length & 0xFF)]
            bytes += entry.path
            let size = bytes.count - began
            // One to eight NULs, so that the entry's size is a multiple of eight.
            bytes.append(contentsOf: repeatElement(0, count: 8 - size % 8))
        }
        return bytes + Array(Insecure.SHA1.hash(data: bytes))
    }

    private static let header: [UInt8] = Array("DIRC".utf8) + [0, 0, 0, 2]

    private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
        bytes.append(UInt8(truncatingIfNeeded: number >> 24))
        bytes.append(UInt8(truncatingIfNeeded: number >> 16))
        bytes.append(UInt8(truncatingIfNeeded: number >> 8))
        bytes.append(UInt8(truncatingIfNeeded: number))
    }

    private static func number(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func mode(_ kind: TreeEntry.Kind) -> UInt32 {
        switch kind {
        case .file, .directory: 0o100_644
        case .executable: 0o100_755
        case .symlink: 0o120_000
        case .submodule: 0o160_000
        }
    }

    private static func kind(_ mode: UInt32) -> TreeEntry.Kind {
        switch mode {
        case 0o120_000: .symlink
        case 0o160_000: .submodule
        case 0o100_755: .executable
        default: .file
        }
    }
}
