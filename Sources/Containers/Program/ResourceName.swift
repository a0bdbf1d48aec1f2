/// The names of resource limits; getrlimit(2), numbers from `<asm-generic/resource.h>`.
package enum ResourceName {
    /// All names, by number.
    package static var all: [String] { names }

    private static let names: [String] = [
        "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_DATA", "RLIMIT_STACK", "RLIMIT_CORE", "RLIMIT_RSS",
        "RLIMIT_NPROC", "RLIMIT_NOFILE", "RLIMIT_MEMLOCK", "RLIMIT_AS", "RLIMIT_LOCKS",
        "RLIMIT_SIGPENDING", "RLIMIT_MSGQUEUE", "RLIMIT_NICE", "RLIMIT_RTPRIO", "RLIMIT_RTTIME",
    ]

    /// The number of a name; nil where there is none.
    package static func number(of name: String) -> UInt32? {
        names.firstIndex(of: name).map { UInt32($0) }
    }

    /// The name of a number.
    static func word(of number: UInt32) -> String {
        Int(number) < names.count ? names[Int(number)] : "resource limit \(number)"
    }
}
