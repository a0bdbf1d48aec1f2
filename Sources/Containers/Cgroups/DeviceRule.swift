package import OCI

/// One rule about devices, checked and in its plainest form: no number or letter that stands for "all" but nil.
struct DeviceRule: Sendable, Hashable {
    /// Character or block.
    enum Kind: String, Sendable, Hashable {
        case character = "c"
        case block = "b"
    }

    /// What may be done with a device; the bits of `BPF_DEVCG_ACC_*`.
    struct Access: OptionSet, Sendable, Hashable {
        let rawValue: UInt32
        static let mknod = Access(rawValue: 1)
        static let read = Access(rawValue: 2)
        static let write = Access(rawValue: 4)
        static let all: Access = [.mknod, .read, .write]
    }

    var allow: Bool
    /// Nil for all devices of both kinds.
    var kind: Kind?
    /// Nil for all.
    var major: UInt32?
    /// Nil for all.
    var minor: UInt32?
    var access: Access

    /// Whether it is about every access to every device, so that no rule before it counts.
    var isComplete: Bool { kind == nil && major == nil && minor == nil && access == .all }

    /// Reads the rules of a configuration.
    ///
    /// A rule for both kinds that is not about everything becomes two, since cgroup v1 takes `a` for everything,
    /// whatever else the rule says.
    ///
    /// - Throws: `ResourceError` for a type, number or letter that does not exist.
    static func rules(_ rules: [LinuxDeviceRule]) throws(ResourceError) -> [DeviceRule] {
        var checked: [DeviceRule] = []
        for rule in rules { checked += try Self.checked(rule) }
        return checked
    }

    private static func checked(_ rule: LinuxDeviceRule) throws(ResourceError) -> [DeviceRule] {
        var plain = DeviceRule(
            allow: rule.allow ?? false,
            kind: nil,
            major: try number(rule.major, "major"),
            minor: try number(rule.minor, "minor"),
            access: try access(rule.access)
        )
        switch rule.type ?? "a" {
        case "c", "u": plain.kind = .character
        case "b": plain.kind = .block
        case "a", "": return plain.isComplete ? [plain] : plain.forBothKinds
        case let type: throw ResourceError("devices.type", type, "it is a, b or c")
        }
        return [plain]
    }

    private var forBothKinds: [DeviceRule] {
        [Kind.character, .block].map { kind in
            var rule = self
            rule.kind = kind
            return rule
        }
    }

    private static func number(_ number: Int64?, _ name: String) throws(ResourceError) -> UInt32? {
        guard let number, number != -1 else { return nil }
        guard let exact = UInt32(exactly: number) else {
            throw ResourceError("devices.\(name)", "\(number)", "it is no device number")
        }
        return exact
    }

    private static func access(_ text: String?) throws(ResourceError) -> Access {
        var access: Access = []
        for letter in text ?? "" {
            switch letter {
            case "r": access.insert(.read)
            case "w": access.insert(.write)
            case "m": access.insert(.mknod)
            // The word for all kinds of devices, found in the access of old configurations.
            case "a": access.formUnion(.all)
            default:
                throw ResourceError(
                    "devices.access",
                    text ?? "",
                    "it is made of r, w and m, or a for all"
                )
            }
        }
        return access.isEmpty ? .all : access
    }

    /// The rule as `devices.allow` and `devices.deny` read it: `c 1:3 rwm`, `a`.
    var legacyText: String {
        guard let kind else { return "a" }
        let numbers = [major, minor].map { $0.map(String.init) ?? "*" }.joined(separator: ":")
        return "\(kind.rawValue) \(numbers) \(access.letters)"
    }
}

extension DeviceRule.Access {
    fileprivate var letters: String {
        [(Self.read, "r"), (.write, "w"), (.mknod, "m")].filter { contains($0.0) }.map(\.1).joined()
    }
}

extension LinuxDeviceRule {
    /// What Docker and podman let every container do: make any node, and use `standardNodes`.
    ///
    /// `/dev/net/tun` is not among them.
    package static let standard: [LinuxDeviceRule] =
        [
            LinuxDeviceRule(allow: false, access: "rwm"),
            LinuxDeviceRule(allow: true, type: "c", access: "m"),
            LinuxDeviceRule(allow: true, type: "b", access: "m"),
        ] + standardNodes

    /// The devices that hold nothing and belong to nobody: null, zero, full, random, urandom, tty, console, ptmx and
    /// the terminals of devpts.
    ///
    /// Without a rule that denies all others, so that they can stand behind the rules of a configuration, which the
    /// runtime-spec wants them allowed beside (config-linux.md, "Default Devices").
    package static let standardNodes: [LinuxDeviceRule] =
        [(1, 3), (1, 5), (1, 7), (1, 8), (1, 9), (5, 0), (5, 1), (5, 2)].map { major, minor in
            LinuxDeviceRule(allow: true, type: "c", major: major, minor: minor, access: "rwm")
        } + [LinuxDeviceRule(allow: true, type: "c", major: 136, access: "rwm")]
}

extension LinuxResources {
    /// The resources of a bundle with the devices that every container may use behind its own rules, as runc and crun
    /// complete them.
    ///
    /// Source: OCI runtime-spec 1.3, config-linux.md, "Default Devices": they must be there and usable, while most
    /// bundles' only rule denies everything.
    ///
    /// - Parameter inUserNamespace: Whether the runtime itself is in one; the kernel then takes no rules, and lets no
    ///   device node be made either.
    /// - Returns: The same but for `devices`: a denial of everything, the bundle's own rules, what every container may do.
    package func completingDevices(inUserNamespace: Bool) -> LinuxResources {
        var resources = self
        guard !inUserNamespace else {
            resources.devices = nil
            return resources
        }
        // Everything is denied first: a configuration that says nothing of devices must not open those of its image.
        let standard = LinuxDeviceRule.standard
        resources.devices = standard.prefix(1) + (devices ?? []) + standard.dropFirst()
        return resources
    }
}
