import Glibc

/// The time of day in words.
package enum UTCTime {
    /// Now, in UTC, as RFC 3339 has it, to the nanosecond.
    package static var now: String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        var parts = tm()
        gmtime_r(&time.tv_sec, &parts)
        var buffer = [CChar](repeating: 0, count: 32)
        let length = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%S", &parts)
        let text = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let nanoseconds = String(time.tv_nsec)
        return "\(text).\(String(repeating: "0", count: 9 - nanoseconds.count))\(nanoseconds)Z"
    }
}
