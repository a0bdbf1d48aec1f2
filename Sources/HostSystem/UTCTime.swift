import Glibc

/// The time of day in words.
package enum UTCTime {
    /// Now, in UTC, as RFC 3339 has it, to the nanosecond.
    package static var now: String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return text(time)
    }

    /// A moment, as RFC 3339 has it.
    ///
    /// - Parameter microseconds: Since 1970.
    /// - Returns: `2026-01-31T12:00:00.000000000Z`.
    package static func text(microseconds: Int64) -> String {
        var time = timespec()
        time.tv_sec = Int(microseconds / 1_000_000)
        time.tv_nsec = Int(microseconds % 1_000_000) * 1000
        return text(time)
    }

    /// A moment, as RFC 3339 has it.
    ///
    /// - Parameter seconds: Since 1970.
    /// - Returns: `2026-01-31T12:00:00.000000000Z`.
    package static func text(seconds: Int64) -> String {
        text(timespec(tv_sec: Int(seconds), tv_nsec: 0))
    }

    private static func text(_ moment: timespec) -> String {
        var time = moment
        var parts = tm()
        gmtime_r(&time.tv_sec, &parts)
        var buffer = [CChar](repeating: 0, count: 32)
        let length = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%S", &parts)
        let text = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let nanoseconds = String(time.tv_nsec)
        return "\(text).\(String(repeating: "0", count: 9 - nanoseconds.count))\(nanoseconds)Z"
    }

    /// Microseconds since 1970.
    package static var microseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
