import HostSystem
import OCI

/// The file systems below the root, in the order of the specification, while the host's own are still in sight: in a
/// user namespace the kernel mounts a new `/proc` and `/sys` only where it can see that they show nothing more
/// (`mount_too_revealing`).
extension ProgramCompiler {
    func mounts() -> [Step] {
        (spec.mounts ?? []).enumerated().flatMap { index, mount in
            let options = MountOptions(mount.options ?? [])
            if options.isRemount { return remount(mount, options) }
            if let link = resources.links[index] { return copy(link, to: mount.destination) }
            if let lent = resources.mounts[index] { return bind(lent, mount, options) }
            if mount.type == "cgroup" { return cgroups(mount, options) }
            return fresh(mount, options)
        }
    }

    private func remount(_ mount: RuntimeMount, _ options: MountOptions) -> [Step] {
        [options.own, options.deep].filter { !$0.isEmpty }.map { change in
            .change(change, path: mount.destination)
        } + spread(options, mount.destination)
    }

    private func bind(_ lent: LentMount, _ mount: RuntimeMount, _ options: MountOptions) -> [Step] {
        let place = mount.destination
        // What the mount forbids was set when it was made; only what cannot be copied becomes so here.
        return [
            .target(path: place, isFile: !lent.isDirectory),
            .place(
                descriptor: lent.descriptor,
                path: place,
                followsLinks: true,
                isRenewed: staged != nil
            ),
        ] + options.late.map { .change($0, path: place) }
    }

    private func copy(_ link: String, to path: String) -> [Step] {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        return [
            .target(path: "/" + folder, isFile: false), .symlink(path: path, target: link),
        ]
    }

    private func fresh(_ mount: RuntimeMount, _ options: MountOptions) -> [Step] {
        let type = mount.type ?? "none"
        // A link in place of these would let an image choose where our own writes and masks go (CVE-2019-19921).
        let isKernels = ["proc", "sysfs"].contains(type) || mount.destination == "/dev"
        if type == "sysfs", let system = resources.systemMount {
            return [
                .target(path: mount.destination, isFile: false),
                .place(descriptor: system, path: mount.destination, followsLinks: false),
            ]
        }
        var fresh = FreshMount(type: type, path: mount.destination)
        fresh.options = options.settings
        if let source = mount.source { fresh.options.insert(["source", source], at: 0) }
        fresh.flags = options.flags
        fresh.attributes = options.own.set.union(options.deep.set)
        if isSealedLater(type, options) { fresh.attributes.remove(.readOnly) }
        fresh.followsLinks = !isKernels
        fresh.copiesUp = options.copiesUp
        let target: Step =
            isKernels
            ? .directory(path: mount.destination, mode: type == "tmpfs" ? 0o755 : 0o555)
            // As open as a tmpfs is; one that copies what it hides takes its mode too.
            : .target(path: mount.destination, isFile: false, isOpen: type == "tmpfs")
        return [target, .mount(fresh)] + spread(options, mount.destination)
    }

    /// Whether a file system is made read-only only when all is in it: devices, and what other mounts lie on.
    private func isSealedLater(_ type: String, _ options: MountOptions) -> Bool {
        type == "tmpfs" && options.own.set.contains(.readOnly) && !options.isRemount
    }

    /// Makes those file systems read-only.
    func seals() -> [Step] {
        (spec.mounts ?? []).compactMap { mount in
            let options = MountOptions(mount.options ?? [])
            guard !options.binds, isSealedLater(mount.type ?? "none", options) else { return nil }
            return .change(MountChange(set: .readOnly), path: mount.destination)
        }
    }

    private func spread(_ options: MountOptions, _ path: String) -> [Step] {
        options.propagations.map { .change($0, path: path) }
    }

    /// The container's view of its cgroups: one hierarchy, or a directory with one for each.
    private func cgroups(_ mount: RuntimeMount, _ options: MountOptions) -> [Step] {
        let path = mount.destination
        let views = resources.cgroupMounts
        var steps: [Step] = [.target(path: path, isFile: false)]
        if let only = views.first, views.count == 1, only.name.isEmpty {
            return steps + view(only, at: path, options)
        }
        steps.append(
            .mount(
                FreshMount(
                    type: "tmpfs",
                    options: [["mode", "755"]],
                    attributes: [.noSetuid, .noDevices, .noExecution],
                    path: path
                )
            )
        )
        for view in views {
            let place = "\(path)/\(view.name)"
            steps.append(.directory(path: place, mode: 0o755))
            steps += self.view(view, at: place, options)
            steps += view.aliases.map { .symlink(path: "\(path)/\($0)", target: view.name) }
        }
        guard options.own.set.contains(.readOnly) else { return steps }
        return steps + [.change(MountChange(set: .readOnly), path: path)]
    }

    private func view(_ view: CgroupView, at path: String, _ options: MountOptions) -> [Step] {
        if let mount = view.mount {
            return [.place(descriptor: mount, path: path, followsLinks: false)]
        }
        var fresh = FreshMount(
            type: view.controllers == nil ? "cgroup2" : "cgroup",
            attributes: options.own.set,
            path: path
        )
        for controller in view.controllers ?? [] {
            let parts = controller.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 {
                fresh.options.append(parts)
            } else {
                fresh.flags.append(controller)
            }
        }
        return [.mount(fresh)]
    }
}
