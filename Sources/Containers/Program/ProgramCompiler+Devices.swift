import HostSystem
import OCI

/// `/dev`, once the container's root is the root.
extension ProgramCompiler {
    /// The devices of the specification and the standard ones; none where the host's own `/dev` is shown.
    func devices() -> [Step] {
        guard resources.root != nil, !showsHostDevices else { return [] }
        let wanted = linux.devices ?? []
        let standard = Device.standard.filter { device in
            !wanted.contains { $0.path == "/dev/\(device.name)" }
        }
        var steps: [Step] = [.directory(path: "/dev", mode: 0o755)]
        steps += standard.flatMap { device in
            node(
                DeviceNode(
                    path: "/dev/\(device.name)",
                    mode: 0o020_666,
                    major: device.major,
                    minor: device.minor
                )
            )
        }
        steps += wanted.flatMap(self.device)
        return steps + [
            .symlink(path: "/dev/fd", target: "/proc/self/fd"),
            .symlink(path: "/dev/stdin", target: "/proc/self/fd/0"),
            .symlink(path: "/dev/stdout", target: "/proc/self/fd/1"),
            .symlink(path: "/dev/stderr", target: "/proc/self/fd/2"),
            .symlink(path: "/dev/ptmx", target: "pts/ptmx"),
        ]
    }

    private var showsHostDevices: Bool {
        (spec.mounts ?? []).contains { mount in
            mount.destination == "/dev" && MountOptions(mount.options ?? []).binds
        }
    }

    private func device(_ device: LinuxDevice) -> [Step] {
        let kinds: [String: UInt32] = [
            "c": 0o020_000, "u": 0o020_000, "b": 0o060_000, "p": 0o010_000,
        ]
        let names = device.path.split(separator: "/")
        var node = DeviceNode(
            path: "/" + names.joined(separator: "/"),
            mode: (kinds[device.type] ?? 0o020_000) | (device.fileMode ?? 0o666) & 0o7777,
            major: UInt32(clamping: device.major ?? 0),
            minor: UInt32(clamping: device.minor ?? 0)
        )
        node.uid = device.uid ?? 0
        node.gid = device.gid ?? 0
        return folders(names.dropLast()) + self.node(node)
    }

    private func node(_ node: DeviceNode) -> [Step] {
        guard let mount = resources.deviceMounts[node.path] else { return [.device(node)] }
        return [
            .file(path: node.path, mode: 0o666),
            .place(descriptor: mount, path: node.path, followsLinks: false),
        ]
    }

    /// The folders that lead to a device, the topmost first; elsewhere than below `/dev` the image has its own.
    private func folders(_ names: ArraySlice<Substring>) -> [Step] {
        guard names.first == "dev" else {
            return [.target(path: "/" + names.joined(separator: "/"), isFile: false)]
        }
        return names.indices.dropFirst().map { index in
            .directory(path: "/" + names[...index].joined(separator: "/"), mode: 0o755)
        }
    }

    /// The container's terminal, of its own `devpts`.
    func terminal() -> [Step] {
        guard process.terminal == true, let socket = staged?.console else { return [] }
        return [
            .terminal(
                TerminalRequest(
                    socket: socket,
                    rows: UInt16(clamping: process.consoleSize?.height ?? 0),
                    columns: UInt16(clamping: process.consoleSize?.width ?? 0),
                    uid: process.user?.uid ?? 0,
                    isConsole: resources.root != nil && !showsHostDevices
                )
            )
        ]
    }
}

/// A character device that every container has.
struct Device: Sendable, Hashable {
    /// Below `/dev`.
    let name: String
    let major: UInt32
    let minor: UInt32

    /// The devices of the OCI runtime-spec, "Default Devices".
    static let standard = [
        Device(name: "null", major: 1, minor: 3),
        Device(name: "zero", major: 1, minor: 5),
        Device(name: "full", major: 1, minor: 7),
        Device(name: "random", major: 1, minor: 8),
        Device(name: "urandom", major: 1, minor: 9),
        Device(name: "tty", major: 5, minor: 0),
    ]
}
