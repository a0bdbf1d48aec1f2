import Glibc
import HostSystem
package import OCI
import SystemPackage

/// What a container's mount of type `cgroup` is made of, open until it has started.
package final class CgroupViews: Sendable {
    /// The hierarchies of this host.
    package let views: [CgroupView]

    /// Looks the hierarchies up, if a specification wants to see them.
    ///
    /// - Parameters:
    ///   - spec: The specification.
    ///   - place: The container's own cgroup, which is bound where it has no cgroup namespace.
    /// - Throws: `ContainerError.start`.
    package init(_ spec: RuntimeSpec, _ place: CgroupPlace?) throws(ContainerError) {
        let wanted = (spec.mounts ?? []).filter { $0.type == "cgroup" }
        guard !wanted.isEmpty else {
            views = []
            return
        }
        let isReadOnly = !wanted.contains { $0.options?.contains("ro") != true }
        let isOwn = (spec.linux?.namespaces ?? []).contains { $0.type == "cgroup" }
        do {
            views =
                try isOwn
                ? Self.hierarchies()
                : Self.bound(Self.hierarchies(), to: place, isReadOnly ? .readOnly : [])
        } catch {
            throw .start(error)
        }
    }

    deinit {
        for view in views { view.mount.map { _ = close($0) } }
    }

    /// The hierarchies that are mounted below `/sys/fs/cgroup`, or the one that is mounted on it; proc(5), `mountinfo`.
    private static func hierarchies() throws(SystemError) -> [CgroupView] {
        let bytes = try OpenFile(opening: "/proc/self/mountinfo").readAll(
            limit: 16 << 20,
            name: "mountinfo"
        )
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return lines.compactMap { line in
            let fields = line.split(separator: " ").map(String.init)
            guard let dash = fields.firstIndex(of: "-"), fields.count > dash + 3, fields.count > 4
            else { return nil }
            return view(fields[4], type: fields[dash + 1], settings: fields[dash + 3])
        }
    }

    private static func view(_ path: String, type: String, settings: String) -> CgroupView? {
        let root = "/sys/fs/cgroup"
        if type == "cgroup2", path == root { return CgroupView(name: "", controllers: nil) }
        guard path.hasPrefix(root + "/"), type == "cgroup" || type == "cgroup2" else { return nil }
        let name = String(path.dropFirst(root.count + 1))
        guard !name.contains("/") else { return nil }
        guard type == "cgroup" else { return CgroupView(name: name, controllers: nil) }
        let words = settings.split(separator: ",").map(String.init)
            .filter { !["rw", "ro", "xattr", "clone_children"].contains($0) }
            .filter { !$0.hasPrefix("release_agent=") }
        var view = CgroupView(name: name, controllers: words)
        view.aliases = words.filter { $0 != name && !$0.contains("=") && words.count > 1 }
        return view
    }

    /// The same, each showing the container's own cgroup only.
    private static func bound(
        _ views: [CgroupView],
        to place: CgroupPlace?,
        _ attributes: MountAttributes
    ) throws(SystemError) -> [CgroupView] {
        var bound: [CgroupView] = []
        for view in views {
            guard let source = place?.directory(in: view) else { continue }
            var view = view
            let mount = try DetachedMount(cloning: source, attributes: attributes)
            view.mount = try mount.file.duplicate().release()
            bound.append(view)
        }
        return bound
    }
}

extension CgroupPlace {
    /// The container's directory in a hierarchy; nil where it has none.
    fileprivate func directory(in view: CgroupView) -> FilePath? {
        guard let controllers = view.controllers else { return unified?.path }
        return legacy.first { controllers.contains($0.key.legacyName) }?.value.path
    }
}
