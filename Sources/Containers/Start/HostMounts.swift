import Glibc
package import HostSystem
package import OCI
import SystemPackage

/// Mounts of the host's files that one container of an ordinary user gets in place of nodes and file systems of its
/// own; open until it has started, since a mount can be moved to one place only.
package final class HostMounts: Sendable {
    /// The devices by path.
    package let devices: [String: Int32]
    /// The host's `/sys`, for a container on the host's network.
    package let system: Int32?

    /// Makes the mounts; none for root on the host's own user ids.
    ///
    /// - Parameters:
    ///   - rights: What the runner may do.
    ///   - spec: The container.
    ///   - joined: Namespaces that it is lent; a network among them is one of ours, whose `/sys` can be mounted.
    /// - Throws: `SystemError`.
    package init(
        _ rights: HostRights,
        _ spec: RuntimeSpec,
        joined: [JoinedNamespace] = []
    ) throws(SystemError) {
        let namespaces = Set((spec.linux?.namespaces ?? []).map(\.type))
        var devices: [String: Int32] = [:]
        let lacksNodes = rights.inUserNamespace || namespaces.contains("user")
        if lacksNodes {
            for path in Device.standard.map({ "/dev/\($0.name)" }) {
                devices[path] = try Self.lend(DetachedMount(cloning: FilePath(path)))
            }
            for device in spec.linux?.devices ?? [] where device.type != "p" {
                devices[device.path] = try Self.lend(Self.node(device, rights, spec))
            }
        }
        self.devices = devices
        let hasNetwork =
            namespaces.contains("network") || joined.contains { $0.namespaces.contains(.network) }
        guard lacksNodes, !hasNetwork else {
            system = nil
            return
        }
        let mount = try DetachedMount(cloning: "/sys", recursive: true, attributes: .readOnly)
        system = try Self.lend(mount)
    }

    /// A node of the container's own where we can make one, or else the host's at the same path.
    private static func node(
        _ device: LinuxDevice,
        _ rights: HostRights,
        _ spec: RuntimeSpec
    ) throws(SystemError) -> DetachedMount {
        if !rights.inUserNamespace, let made = try DeviceWorkshop.open().node(device, of: spec) {
            return made
        }
        return try DetachedMount(cloning: FilePath(device.path))
    }

    private static func lend(_ mount: consuming DetachedMount) throws(SystemError) -> Int32 {
        try mount.file.duplicate().release()
    }

    deinit {
        for descriptor in Array(devices.values) + [system].compactMap({ $0 }) {
            Glibc.close(descriptor)
        }
    }
}
