package import OCI

extension LinuxSeccomp {
    /// Whether some rule asks a listener.
    package var wantsListener: Bool {
        (syscalls ?? []).contains { $0.action == .notify }
    }

    /// Refuses what the specification does not allow and what could not be carried out.
    ///
    /// Source: OCI runtime-spec 1.3, config-linux.md, "Seccomp".
    ///
    /// - Throws: `SeccompError`; the first mistake.
    package func check() throws(SeccompError) {
        guard defaultAction != .notify else { throw .listenerForEverything }
        try Self.check(defaultErrnoRet, of: defaultAction, call: nil)
        for rule in syscalls ?? [] { try rule.check() }
        if wantsListener, (listenerPath ?? "").isEmpty { throw .noListenerPath }
        if !(listenerMetadata ?? "").isEmpty, (listenerPath ?? "").isEmpty {
            throw .metadataWithoutListener
        }
    }

    fileprivate static func check(
        _ errno: UInt32?,
        of action: SeccompAction,
        call: String?
    ) throws(SeccompError) {
        guard let errno else { return }
        guard action.takesErrno else { throw .unusedErrno(action, call: call) }
        guard errno <= 4095 else { throw .errnoTooLarge(errno) }
    }
}

extension LinuxSyscall {
    fileprivate func check() throws(SeccompError) {
        guard let name = names.first else { throw .emptyRule }
        if action == .notify, names.contains("sendmsg") {
            throw .listenerForHandingOver(call: "sendmsg")
        }
        try LinuxSeccomp.check(errnoRet, of: action, call: name)
        for argument in args ?? [] where argument.index > 5 {
            throw .noSuchArgument(argument.index, call: name)
        }
    }
}
