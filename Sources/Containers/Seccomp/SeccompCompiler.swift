import CSandbox
import CSeccomp
import Glibc
import HostSystem
package import OCI
import SystemPackage

/// Turns a filter of the runtime specification into the program that the kernel runs at every system call.
package enum SeccompCompiler {
    /// Compiles a filter with libseccomp, as a search tree: 1–2 ms for one architecture, some ten for three, and ten
    /// times cheaper to load than a list.
    ///
    /// The result depends on the filter, the architecture and libseccomp only, so callers keep it (`SeccompCache`).
    /// Calls that this libseccomp does not know are passed over; where the default is to refuse, calls newer than all
    /// that the filter names answer `ENOSYS` instead, as with runc. Programs of other architectures than the filter's
    /// end with `SIGSYS` at their first call.
    ///
    /// Source: seccomp_rule_add(3), seccomp_attr_set(3).
    ///
    /// - Parameter filter: Any filter; it is checked.
    /// - Returns: The program and how to load it.
    /// - Throws: `SeccompError`.
    package static func compile(_ filter: LinuxSeccomp) throws(SeccompError) -> SeccompFilter {
        try filter.check()
        var builder = try SeccompBuilder.begin(filter)
        for rule in filter.syscalls ?? [] { try builder.add(rule) }
        let instructions = UnknownCalls(of: filter).prologue + (try builder.program())
        let compiled = SeccompFilter(
            instructions: instructions,
            flags: filter.flagBits,
            wantsListener: filter.wantsListener
        )
        guard compiled.count <= SeccompFilter.maximumCount else { throw .tooLong(compiled.count) }
        return compiled
    }

    /// libseccomp's version, which a kept filter depends on: `2.5.4`.
    static var libraryVersion: String {
        guard let version = seccomp_version()?.pointee else { return "unknown" }
        return "\(version.major).\(version.minor).\(version.micro)"
    }
}

/// A filter of libseccomp's that is being filled.
private struct SeccompBuilder: ~Copyable {
    private let context: scmp_filter_ctx
    private let defaultReturn: UInt32
    private let hasFurtherArchitectures: Bool
    private var added: Set<AddedRule> = []

    /// A rule of libseccomp's.
    private struct AddedRule: Hashable {
        var number: Int32
        var action: UInt32
        var arguments: [SeccompArgument]
    }

    private init(_ context: scmp_filter_ctx, _ filter: LinuxSeccomp, defaultReturn: UInt32) {
        self.context = context
        self.defaultReturn = defaultReturn
        hasFurtherArchitectures = (filter.architectures ?? []).contains { $0 != .host }
    }

    deinit {
        seccomp_release(context)
    }

    /// An empty filter for the host's architecture and those that are named.
    static func begin(_ filter: LinuxSeccomp) throws(SeccompError) -> SeccompBuilder {
        let action = filter.defaultAction.returnValue(errno: filter.defaultErrnoRet)
        guard let context = seccomp_init(action) else {
            throw .refused(
                SystemError("prepare a system call filter", call: "seccomp_init", errno: .noMemory)
            )
        }
        let builder = SeccompBuilder(context, filter, defaultReturn: action)
        let other = SeccompAction.killProcess.returnValue(errno: nil)
        try check(seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, other))
        try check(seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2))
        for architecture in filter.architectures ?? [] { try builder.add(architecture) }
        return builder
    }

    private func add(_ architecture: SeccompArchitecture) throws(SeccompError) {
        let token = architecture.token
        guard token != 0 else { throw .architecture(architecture) }
        let result = seccomp_arch_add(context, token)
        guard result == 0 || result == -EEXIST else { throw .architecture(architecture) }
    }

    mutating func add(_ rule: LinuxSyscall) throws(SeccompError) {
        let action = rule.action.returnValue(errno: rule.errnoRet)
        // libseccomp refuses a rule that says what happens anyway.
        guard action != defaultReturn else { return }
        for name in rule.names {
            let number = seccomp_syscall_resolve_name(name)
            guard knows(number) else { continue }
            for arguments in rule.alternatives {
                try add(AddedRule(number: number, action: action, arguments: arguments), name)
            }
        }
    }

    /// libseccomp copies the whole filter for each rule, repeated ones too: so those are left out, and there are no more
    /// rules than could be instructions.
    private mutating func add(_ rule: AddedRule, _ name: String) throws(SeccompError) {
        guard added.insert(rule).inserted else { return }
        guard added.count <= SeccompFilter.maximumCount else { throw .tooLong(added.count) }
        let comparisons = rule.arguments.map(\.lowered)
        let result = seccomp_rule_add_array(
            context,
            rule.action,
            rule.number,
            UInt32(comparisons.count),
            comparisons
        )
        if let refusal = Self.refusal(result, of: name) { throw .refused(refusal) }
    }

    /// Whether a call is one of the filter's architectures': -1 is known to none, what only others than the host's have
    /// is a number below.
    private func knows(_ number: Int32) -> Bool {
        number >= 0 || number < -1 && hasFurtherArchitectures
    }

    /// An array of `struct sock_filter`.
    func program() throws(SeccompError) -> [UInt8] {
        do throws(SystemError) {
            let memory = try call("make a memory file", "memfd_create", csandbox_memfd("seccomp"))
            let file = OpenFile(adopting: memory)
            if let refusal = Self.refusal(seccomp_export_bpf(context, file.descriptor)) {
                throw refusal
            }
            lseek(file.descriptor, 0, SEEK_SET)
            return try file.readAll(limit: 1 << 20, name: "the system call filter")
        } catch {
            throw .refused(error)
        }
    }

    private static func check(_ result: Int32) throws(SeccompError) {
        if let refusal = refusal(result) { throw .refused(refusal) }
    }

    /// libseccomp returns a negative errno.
    private static func refusal(_ result: Int32, of name: String? = nil) -> SystemError? {
        guard result < 0 else { return nil }
        return SystemError(
            "compile the system call filter\(name.map { "'s rule for \($0)" } ?? "")",
            call: "libseccomp",
            errno: Errno(rawValue: -result)
        )
    }
}

extension LinuxSyscall {
    /// The comparisons of each rule of libseccomp's that this one becomes.
    ///
    /// All comparisons hold together, but libseccomp takes one an argument: where an argument is compared twice, each
    /// comparison alone is enough, as with runc and crun.
    fileprivate var alternatives: [[SeccompArgument]] {
        let arguments = args ?? []
        let indexes = Set(arguments.map(\.index))
        return indexes.count == arguments.count ? [arguments] : arguments.map { [$0] }
    }
}

extension SeccompArgument {
    fileprivate var lowered: scmp_arg_cmp {
        func comparison(_ op: scmp_compare) -> scmp_arg_cmp {
            scmp_arg_cmp(arg: index, op: op, datum_a: value, datum_b: valueTwo ?? 0)
        }
        return switch op {
        case .notEqual: comparison(SCMP_CMP_NE)
        case .less: comparison(SCMP_CMP_LT)
        case .lessOrEqual: comparison(SCMP_CMP_LE)
        case .equal: comparison(SCMP_CMP_EQ)
        case .greaterOrEqual: comparison(SCMP_CMP_GE)
        case .greater: comparison(SCMP_CMP_GT)
        case .maskedEqual: comparison(SCMP_CMP_MASKED_EQ)
        }
    }
}
