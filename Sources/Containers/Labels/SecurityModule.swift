import Glibc
import HostSystem
package import OCI

/// A security module of the kernel that gives processes labels.
package enum SecurityModule: Sendable, Hashable, CaseIterable {
    /// Profiles by name.
    case appArmor
    /// Labels such as `system_u:system_r:container_t:s0`.
    case seLinux

    /// Refuses a process that is to have a label which this host cannot give it.
    ///
    /// - Parameter process: What is to be run.
    /// - Throws: `ContainerError.host`.
    package static func check(_ process: RuntimeProcess) throws(ContainerError) {
        try check(process) { $0.isEnabled }
    }

    /// The same, asking about the host elsewhere.
    static func check(
        _ process: RuntimeProcess,
        isEnabled: (SecurityModule) -> Bool
    ) throws(ContainerError) {
        for module in allCases {
            guard let label = module.label(of: process), !isEnabled(module) else { continue }
            throw .host(
                "the process is to run under \"\(label.prefix(100))\", and this kernel has no \(module.name)",
                hint: "leave out process.\(module.key), or start the kernel with \(module.name)"
            )
        }
    }

    /// The label that a process is to have; nil for none.
    func label(of process: RuntimeProcess) -> String? {
        let label =
            switch self {
            case .appArmor: process.apparmorProfile
            case .seLinux: process.selinuxLabel
            }
        return label.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Whether the kernel enforces or at least reads such labels.
    package var isEnabled: Bool {
        switch self {
        case .appArmor: access("/sys/module/apparmor", F_OK) == 0 && access(ownLabel, F_OK) == 0
        case .seLinux: access("/sys/fs/selinux/enforce", F_OK) == 0
        }
    }

    private var ownLabel: String {
        switch self {
        case .appArmor: "/proc/self/attr/apparmor/exec"
        case .seLinux: "/proc/self/attr/exec"
        }
    }

    /// What writes a label for the next execve(2).
    ///
    /// Source: apparmor(7), `aa_change_onexec(2)`; SELinux, `setexeccon(3)`.
    func step(for label: String) -> SandboxProgram.Step {
        switch self {
        case .appArmor: .procFile(path: ownLabel, text: "exec \(label)")
        case .seLinux: .procFile(path: ownLabel, text: label)
        }
    }

    private var name: String {
        switch self {
        case .appArmor: "AppArmor"
        case .seLinux: "SELinux"
        }
    }

    private var key: String {
        switch self {
        case .appArmor: "apparmorProfile"
        case .seLinux: "selinuxLabel"
        }
    }
}

extension ProgramCompiler {
    /// The labels of the command, which it takes at its start: written while the process may, before its privileges go.
    func labels() -> [Step] {
        SecurityModule.allCases.compactMap { module in
            module.label(of: process).map(module.step)
        }
    }
}
