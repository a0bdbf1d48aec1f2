import CSandbox

/// What a shell calls the end of a process.
enum ExitCode {
    /// Waits for a child and reaps it.
    ///
    /// - Returns: Its exit code, or 128 and the number of the signal that ended it.
    static func ofChild(_ pid: Int32) -> Int32 {
        var status: Int32 = 0
        guard csandbox_wait_status(pid, &status) >= 0 else { return 125 }
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }
}
