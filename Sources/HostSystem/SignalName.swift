import Glibc

/// Signals by name or number; signal(7).
package enum SignalName {
    private static let names: [(String, Int32)] = [
        ("HUP", SIGHUP), ("INT", SIGINT), ("QUIT", SIGQUIT), ("ILL", SIGILL), ("TRAP", SIGTRAP),
        ("ABRT", SIGABRT), ("IOT", SIGABRT), ("BUS", SIGBUS), ("FPE", SIGFPE),
        ("KILL", SIGKILL), ("USR1", SIGUSR1), ("SEGV", SIGSEGV), ("USR2", SIGUSR2),
        ("PIPE", SIGPIPE), ("ALRM", SIGALRM), ("TERM", SIGTERM), ("STKFLT", 16),
        ("CHLD", SIGCHLD), ("CLD", SIGCHLD), ("CONT", SIGCONT), ("STOP", SIGSTOP),
        ("TSTP", SIGTSTP),
        ("TTIN", SIGTTIN), ("TTOU", SIGTTOU), ("URG", SIGURG), ("XCPU", SIGXCPU),
        ("XFSZ", SIGXFSZ), ("VTALRM", SIGVTALRM), ("PROF", SIGPROF), ("WINCH", SIGWINCH),
        ("IO", SIGIO), ("POLL", SIGIO), ("PWR", SIGPWR), ("SYS", SIGSYS), ("RTMIN", 34),
        ("RTMAX", 64),
    ]

    /// The short name of a number: `TERM`; the number itself where it has none.
    package static func name(of number: Int32) -> String {
        names.first { $0.1 == number }?.0 ?? "\(number)"
    }

    /// The number of `TERM`, `SIGTERM` or `15`; nil for what is no signal.
    package static func number(of text: String) -> Int32? {
        if let number = Int32(text), (0...64).contains(number) { return number }
        let upper = text.uppercased()
        let name = upper.hasPrefix("SIG") ? String(upper.dropFirst(3)) : upper
        if let entry = names.first(where: { $0.0 == name }) { return entry.1 }
        for (base, sign, start) in [("RTMIN+", Int32(1), Int32(34)), ("RTMAX-", -1, 64)]
        where name.hasPrefix(base) {
            if let offset = Int32(name.dropFirst(base.count)), (0...30).contains(offset) {
                return start + sign * offset
            }
        }
        return nil
    }
}
