import SystemPackage

/// The name of an entry as a path below the root of its layer: relative, and without `.`, `..` and empty parts.
///
/// Names are cleaned before any symbolic link is looked at, as Docker and containerd do: `/etc/passwd` and
/// `./etc//passwd` are `etc/passwd`, `a/../b` is `b`, and what would go above the root is refused.
struct EntryPath: Sendable, Hashable {
    /// The path; empty for the root itself.
    let path: FilePath

    /// The most bytes of a path: the kernel's PATH_MAX without the zero byte.
    static let maximumBytes = 4095
    /// The most components: deeper trees cannot be mounted, walked or removed at a sane cost.
    static let maximumDepth = 256

    /// Cleans a name.
    ///
    /// - Parameter name: Any bytes but zero.
    /// - Throws: `LayerFault` where it leads out, is too long or too deep.
    init(cleaning name: [UInt8]) throws(LayerFault) {
        // Twice the bound: what is cleaned away does not count, and what is endless is not looked at.
        guard name.count <= 2 * Self.maximumBytes else {
            throw .nameTooLong(limit: Self.maximumBytes)
        }
        guard !name.contains(0) else { throw .malformedName }
        var parts: [ArraySlice<UInt8>] = []
        for part in name.split(separator: UInt8(ascii: "/")) {
            if part.elementsEqual(".".utf8) { continue }
            guard part.elementsEqual("..".utf8) else {
                parts.append(part)
                continue
            }
            guard parts.popLast() != nil else { throw .leadsOut }
        }
        guard parts.count <= Self.maximumDepth else { throw .tooDeep(limit: Self.maximumDepth) }
        let joined = Array(parts.joined(separator: [UInt8(ascii: "/")]))
        guard joined.count <= Self.maximumBytes else {
            throw .nameTooLong(limit: Self.maximumBytes)
        }
        self.path = FilePath(bytes: joined)
    }

    /// The directory that it is in; empty for the root.
    var parent: FilePath { path.removingLastComponent() }

    /// The last part; nil for the root.
    var name: FilePath.Component? { path.lastComponent }
}

extension FilePath {
    /// A path of bytes without a zero byte.
    init(bytes: [UInt8]) {
        let characters = bytes.map(CChar.init(bitPattern:)) + [0]
        self = characters.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map(FilePath.init(platformString:)) ?? FilePath()
        }
    }
}

extension FilePath.Component {
    /// The bytes of the name.
    var bytes: [UInt8] {
        withPlatformString { start in
            var bytes: [UInt8] = []
            var next = start
            while next.pointee != 0 {
                bytes.append(UInt8(bitPattern: next.pointee))
                next += 1
            }
            return bytes
        }
    }
}
