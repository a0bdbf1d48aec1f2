/// The capabilities that no container has unless it is asked for, and beside which a filter allows further calls.
extension Capabilities {
    /// `CAP_DAC_READ_SEARCH`.
    static let readAnyFile = Capabilities(rawValue: 1 << 2)
    /// `CAP_SYS_MODULE`.
    static let loadModules = Capabilities(rawValue: 1 << 16)
    /// `CAP_SYS_RAWIO`.
    static let rawPorts = Capabilities(rawValue: 1 << 17)
    /// `CAP_SYS_PTRACE`.
    static let traceProcesses = Capabilities(rawValue: 1 << 19)
    /// `CAP_SYS_PACCT`.
    static let accountProcesses = Capabilities(rawValue: 1 << 20)
    /// `CAP_SYS_ADMIN`.
    static let administrate = Capabilities(rawValue: 1 << 21)
    /// `CAP_SYS_BOOT`.
    static let reboot = Capabilities(rawValue: 1 << 22)
    /// `CAP_SYS_NICE`.
    static let raisePriority = Capabilities(rawValue: 1 << 23)
    /// `CAP_SYS_TIME`.
    static let setTime = Capabilities(rawValue: 1 << 25)
    /// `CAP_SYS_TTY_CONFIG`.
    static let configureTerminals = Capabilities(rawValue: 1 << 26)
    /// `CAP_SYSLOG`.
    static let readKernelLog = Capabilities(rawValue: 1 << 34)
    /// `CAP_PERFMON`.
    static let measurePerformance = Capabilities(rawValue: 1 << 38)
    /// `CAP_BPF`.
    static let loadPrograms = Capabilities(rawValue: 1 << 39)
}
