import SystemPackage

/// Where a container's cgroup is: what the runtime-spec calls `cgroupsPath`.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "Cgroups Path".
package struct CgroupPath: Sendable, Hashable {
    /// Whether it is told from the mount point of each hierarchy, rather than from a place of ours.
    package let isAbsolute: Bool
    /// The names on the way, not empty.
    let components: [String]

    private init(isAbsolute: Bool, _ components: [String]) {
        self.isAbsolute = isAbsolute
        self.components = components
    }

    /// A cgroup of our own place: one name.
    package init(named name: String) {
        self.init(isAbsolute: false, [name])
    }

    /// Reads the `cgroupsPath` of a configuration.
    ///
    /// - Parameters:
    ///   - text: The path; nil or empty for the default.
    ///   - name: The default: the container's id, below our own place; with a folder before it where ids repeat.
    ///   - isSystemd: Whether the caller wants the form `slice:prefix:name`, which names a unit of systemd.
    /// - Throws: `ContainerError.resource` for a path with `..`, for `/` itself, and for systemd's form.
    package init(_ text: String?, default name: String, isSystemd: Bool = false)
        throws(ContainerError)
    {
        if isSystemd {
            throw Self.refusal(
                text ?? "",
                "cgroups of systemd units are not supported; leave --systemd-cgroup out and give a path"
            )
        }
        guard let text, !text.isEmpty else {
            self.init(isAbsolute: false, name.split(separator: "/").map(String.init))
            return
        }
        let names = text.split(separator: "/").filter { $0 != "." }.map(String.init)
        guard !names.contains(".."), !text.contains("\0") else {
            throw Self.refusal(text, "it may not lead upwards")
        }
        guard !names.isEmpty else {
            throw Self.refusal(text, "a container cannot have the root of a hierarchy")
        }
        self.init(isAbsolute: text.hasPrefix("/"), names)
    }

    private static func refusal(_ text: String, _ reason: String) -> ContainerError {
        .resource(ResourceError("cgroupsPath", text, reason))
    }

    /// The directories from the first that is surely there down to the container's own, outermost first.
    ///
    /// - Parameters:
    ///   - own: Our own place in a hierarchy.
    ///   - root: Where the hierarchy is mounted.
    /// - Returns: At least two.
    func levels(own: FilePath, root: FilePath) -> [CgroupDirectory] {
        var path = isAbsolute ? root : own
        var levels = [CgroupDirectory(path)]
        for name in (isAbsolute ? [] : [CgroupHierarchy.folder]) + components {
            path.append(name)
            levels.append(CgroupDirectory(path))
        }
        return levels
    }
}
