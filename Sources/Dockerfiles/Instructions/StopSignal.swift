import HostSystem

/// The argument of `STOPSIGNAL`.
package enum StopSignal {
    /// What to write instead of a wrong one.
    package static let fix = "write it as SIGTERM or as a number from 1 to 64"

    /// Whether a text is `SIGTERM`, `TERM`, `SIGRTMIN+3` or a number from 1 to 64.
    package static func isSignal(_ text: String) -> Bool {
        SignalName.number(of: text).map { $0 > 0 } ?? false
    }
}
