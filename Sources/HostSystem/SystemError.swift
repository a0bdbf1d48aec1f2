package import SystemPackage

/// A call that the kernel refused: what we tried, which call it was, the reason, and what may help.
///
/// Shown as `cannot mount overlay on /: Invalid argument (fsconfig)`.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was tried, to be read after "cannot": `open /etc/passwd`.
    package let action: String
    /// The manual page of the call that failed: `openat2`.
    package let call: String
    /// The reason.
    package let errno: Errno

    /// A refusal, with the `errno` that the call left.
    package init(_ action: String, call: String, errno: Errno) {
        self.action = action
        self.call = call
        self.errno = errno
    }

    /// One sentence without the hint.
    package var description: String {
        "cannot \(action): \(errno) (\(call))"
    }
}
