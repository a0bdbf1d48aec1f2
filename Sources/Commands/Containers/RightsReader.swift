import Containers
import FoundationEssentials
import HostSystem
import OCI
import Objects
import SystemPackage

/// Reads what a container may do.
struct RightsReader {
    private let options: RightsOptions

    init(_ options: RightsOptions) {
        self.options = options
    }

    /// Settles it.
    ///
    /// - Throws: `ObjectError`, `SystemError`.
    func apply(to configuration: inout ContainerConfiguration) throws {
        configuration.capabilities = try capabilities().kernelNames
        configuration.devices = try options.device.map { try DeviceText.device($0) }
        for text in options.securityOpt { try apply(text, &configuration) }
    }

    private func capabilities() throws -> Capabilities {
        var set = Capabilities.standard
        // ALL first on either side, so that a name beside it still counts.
        for name in options.capDrop where name.uppercased() == "ALL" { set = [] }
        for name in options.capAdd where name.uppercased() == "ALL" { set = .all }
        for name in options.capDrop where name.uppercased() != "ALL" {
            set.subtract(try Self.capability(name))
        }
        for name in options.capAdd where name.uppercased() != "ALL" {
            set.formUnion(try Self.capability(name))
        }
        return set
    }

    private static func capability(_ name: String) throws -> Capabilities {
        guard let capability = Capabilities(name: name) else {
            throw ObjectError("there is no capability \"\(name)\"")
        }
        return capability
    }

    private func apply(_ text: String, _ configuration: inout ContainerConfiguration) throws {
        let parts = text.split(maxSplits: 1) { $0 == "=" || $0 == ":" }.map(String.init)
        let value = parts.count == 2 ? parts[1] : ""
        switch parts.first {
        case "no-new-privileges": configuration.forbidsNewPrivileges = value != "false"
        case "seccomp" where value == "unconfined": configuration.seccomp = .unconfined
        case "seccomp" where !value.isEmpty: configuration.seccomp = .filter(try Self.filter(value))
        // A container has the label of who starts it; there is none to take away.
        case "label" where value == "disable": break
        case "apparmor" where !value.isEmpty: configuration.appArmorProfile = value
        default: throw ObjectError("--security-opt \(text): unknown option")
        }
    }

    private static func filter(_ path: String) throws -> LinuxSeccomp {
        let bytes = try OpenFile(opening: FilePath(path)).readAll(limit: 1 << 22, name: path)
        do {
            return try JSONDecoder().decode(LinuxSeccomp.self, from: Data(bytes))
        } catch {
            throw ObjectError(
                "--security-opt seccomp=\(path): \(error)",
                hint: "the file is the linux.seccomp object of the OCI runtime specification"
            )
        }
    }
}
