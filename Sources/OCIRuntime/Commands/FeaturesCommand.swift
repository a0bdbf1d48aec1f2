import Containers
import OCI

/// Tells what this runtime can do.
struct FeaturesCommand: RuntimeSubcommand {
    static let name = "features"
    static let abstract = "Tell what this runtime can do, as features.md has it."

    func run(in runtime: RuntimeCommand) throws {
        try JSONOutput.print(Features())
    }
}

/// Source: OCI runtime-spec, features.md and features-linux.md.
private struct Features: Encodable {
    var ociVersionMin = "1.0.0"
    var ociVersionMax = RuntimeSpec.version
    var hooks = [
        "prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop",
    ]
    var mountOptions = MountOptions.words
    var linux = Linux()

    struct Linux: Encodable {
        var namespaces = Namespaces.words.map(\.word).sorted()
        var capabilities = Capabilities.all.kernelNames
        var cgroup = Cgroup()
        var seccomp = Seccomp()
        var apparmor = Switch(enabled: true)
        var selinux = Switch(enabled: true)
        var intelRdt = Switch(enabled: false)
        var mountExtensions = MountExtensions()
    }

    struct Switch: Encodable {
        var enabled: Bool
    }

    struct Cgroup: Encodable {
        var v1 = true
        var v2 = true
        var systemd = false
        var systemdUser = false
        var rdma = true
    }

    struct Seccomp: Encodable {
        var enabled = true
        var actions = SeccompAction.allCases.map(\.rawValue)
        var operators = SeccompOperator.allCases.map(\.rawValue)
        var archs = SeccompArchitecture.allCases.map(\.rawValue)
        var knownFlags = SeccompFlag.allCases.map(\.rawValue)
        var supportedFlags = SeccompFlag.allCases.map(\.rawValue)
    }

    struct MountExtensions: Encodable {
        var idmap = Switch(enabled: true)
    }
}
