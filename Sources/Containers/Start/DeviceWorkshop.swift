import CSandbox
import Glibc
import HostSystem
import OCI

/// Makes device nodes on the host's side for a container in a user namespace, which can make none.
///
/// They lie in a file system that is mounted nowhere, so that nobody else finds them.
struct DeviceWorkshop: ~Copyable {
    private let mount: DetachedMount
    private let place: Directory

    private init(_ mount: consuming DetachedMount, _ place: consuming Directory) {
        self.mount = mount
        self.place = place
    }

    /// Makes the file system.
    ///
    /// - Throws: `SystemError`.
    static func open() throws(SystemError) -> DeviceWorkshop {
        let mount = try DetachedMount(of: "tmpfs", [.string("mode", "700")])
        let place = try mount.directory(named: "a place for device nodes")
        return DeviceWorkshop(mount, place)
    }

    /// Makes a node, one for each workshop, and gives a mount of it.
    ///
    /// - Parameters:
    ///   - device: What is wanted; its owner is told as the container counts.
    ///   - spec: The container's maps.
    /// - Returns: Nil where the kernel cannot mount what lies in no namespace (before Linux 6.15).
    /// - Throws: `SystemError`.
    borrowing func node(
        _ device: LinuxDevice,
        of spec: RuntimeSpec
    ) throws(SystemError) -> DetachedMount? {
        let name = "node"
        let kind: UInt32 = device.type == "b" ? 0o060_000 : 0o020_000
        let made = csandbox_device(
            place.descriptor,
            name,
            kind | (device.fileMode ?? 0o666) & 0o7777,
            UInt32(clamping: device.major ?? 0),
            UInt32(clamping: device.minor ?? 0)
        )
        try call("make the device \(device.path)", "mknodat", made)
        // It keeps its name, since what has none cannot be mounted; it goes with the file system.
        // Whatever our own mask has taken away.
        fchmodat(place.descriptor, name, (device.fileMode ?? 0o666) & 0o7777, 0)
        let uid = LinuxIDMapping.outside(device.uid ?? 0, spec.linux?.uidMappings ?? [])
        let gid = LinuxIDMapping.outside(device.gid ?? 0, spec.linux?.gidMappings ?? [])
        let owned = fchownat(place.descriptor, name, uid, gid, AT_SYMLINK_NOFOLLOW)
        try call("give the device \(device.path) to its owner", "fchownat", owned)
        let tree = csandbox_open_tree(place.descriptor, name, 1)
        if tree < 0, errno == EINVAL { return nil }
        let file = OpenFile(adopting: try call("bind \(device.path)", "open_tree", tree))
        return DetachedMount(adopting: file)
    }
}

extension LinuxIDMapping {
    /// What an id of the container is outside; itself where no map has it.
    fileprivate static func outside(_ id: UInt32, _ maps: [LinuxIDMapping]) -> UInt32 {
        for map in maps where id >= map.containerID && id - map.containerID < map.size {
            return map.hostID + (id - map.containerID)
        }
        return id
    }
}
