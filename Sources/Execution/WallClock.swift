import Glibc

/// The time of day, as files have it.
package enum WallClock {
    /// Seconds since 1970.
    package static var now: Int64 { Int64(time(nil)) }
}
