import Glibc

/// Numbers and names as they stand in the header of a tar archive; POSIX.1-2017, pax, "ustar Interchange Format".
enum TarField {
    /// A number in octal digits, filled with zeros and ended by a NUL; nil where it does not fit.
    static func octal(_ number: Int64, width: Int) -> [UInt8]? {
        guard number >= 0 else { return nil }
        let digits = Array(String(number, radix: 8).utf8)
        guard digits.count < width else { return nil }
        return [UInt8](repeating: 0x30, count: width - 1 - digits.count) + digits + [0]
    }

    /// Bytes, filled with NUL; nil where they do not fit.
    static func text(_ bytes: [UInt8], width: Int) -> [UInt8]? {
        guard bytes.count <= width else { return nil }
        return bytes + [UInt8](repeating: 0, count: width - bytes.count)
    }

    /// A time in seconds with as many decimals as it needs: `-1.5`.
    static func time(_ time: timespec) -> [UInt8] {
        guard time.tv_nsec != 0 else { return Array("\(time.tv_sec)".utf8) }
        // Before 1970 the kernel counts nanoseconds up from the second before, a decimal fraction counts down.
        let isNegative = time.tv_sec < 0
        let seconds = isNegative ? -(time.tv_sec + 1) : time.tv_sec
        let nanoseconds = isNegative ? 1_000_000_000 - time.tv_nsec : time.tv_nsec
        let digits = String(nanoseconds)
        var decimals = Array(String(repeating: "0", count: 9 - digits.count).utf8) + digits.utf8
        while decimals.last == 0x30 { decimals.removeLast() }
        return Array("\(isNegative ? "-" : "")\(seconds).".utf8) + decimals
    }

    /// A record of an extended header: its own length, a blank, `key=value`, a line feed.
    static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let rest = [0x20] + Array(key.utf8) + [0x3D] + value + [0x0A]
        var length = rest.count + 1
        while String(length).utf8.count + rest.count != length {
            length = String(length).utf8.count + rest.count
        }
        return Array(String(length).utf8) + rest
    }
}
