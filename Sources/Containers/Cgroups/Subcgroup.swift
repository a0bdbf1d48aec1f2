import SystemPackage

/// A cgroup below a container's own, as `exec --cgroup` names it: `[CONTROLLER[,CONTROLLER…]:]PATH`.
package struct Subcgroup: Sendable, Hashable {
    /// As it was written, for messages.
    let text: String
    /// The v1 hierarchies that are meant; all and v2 where empty.
    let controllers: Set<CgroupController>
    /// The names on the way down; none for the container's own.
    let names: [String]

    /// Reads what a command line names.
    ///
    /// - Throws: `ContainerError.resource` for a path that leads upwards and for a controller that does not exist.
    package init(_ text: String) throws(ContainerError) {
        self.text = text
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[parts.count - 1]
        var controllers: Set<CgroupController> = []
        if parts.count == 2 {
            for word in parts[0].split(separator: ",") {
                guard let controller = CgroupController(legacyName: String(word)) else {
                    throw Self.refusal(text, "unknown controller \(word)")
                }
                controllers.insert(controller)
            }
        }
        names = path.split(separator: "/").filter { $0 != "." }.map(String.init)
        guard !names.contains(".."), !text.contains("\0") else {
            throw Self.refusal(text, "\(path) is not a sub cgroup path")
        }
        self.controllers = controllers
    }

    static func refusal(_ text: String, _ reason: String) -> ContainerError {
        .resource(ResourceError("--cgroup", text, reason))
    }

    /// The cgroup below another.
    ///
    /// - Throws: `ContainerError.resource` where it is not there.
    func directory(below parent: CgroupDirectory) throws(ContainerError) -> CgroupDirectory {
        let directory = CgroupDirectory(names.reduce(parent.path) { $0.appending($1) })
        guard directory.exists else {
            throw Self.refusal(
                text,
                "adding pid of the process to \(directory.path)/cgroup.procs: no such file or directory"
            )
        }
        return directory
    }
}

extension CgroupPlace {
    /// The place of a process that is counted below the container's own cgroups.
    ///
    /// - Parameter wanted: The cgroups; for a hierarchy that none of them means, the container's own stays.
    /// - Returns: The place; made directories are still the container's.
    /// - Throws: `ContainerError.resource` where one is not there.
    package func descending(into wanted: [Subcgroup]) throws(ContainerError) -> CgroupPlace {
        var place = self
        for subcgroup in wanted {
            let all = subcgroup.controllers.isEmpty
            for controller in all ? Set(legacy.keys) : subcgroup.controllers {
                guard let own = legacy[controller] else {
                    throw Subcgroup.refusal(
                        subcgroup.text,
                        "the container is in no \(controller.legacyName) hierarchy of cgroup v1"
                    )
                }
                place.legacy[controller] = try subcgroup.directory(below: own)
            }
            if all, let own = unified { place.unified = try subcgroup.directory(below: own) }
        }
        return place
    }

    /// The place of a further process of a container whose own v2 cgroup takes none any more, since it hands controllers
    /// on: that of the container's first process (cgroups(7), "no internal processes").
    ///
    /// - Parameter first: The first process, as we count.
    /// - Returns: This place where it still takes processes.
    package func following(_ first: Int32) -> CgroupPlace {
        guard let unified, unified.text("cgroup.subtree_control")?.trimmed.isEmpty == false,
            let line = CgroupDirectory(FilePath("/proc/\(first)")).text("cgroup")?.split(
                separator: "\n"
            )
            .first(where: { $0.hasPrefix("0::/") })
        else { return self }
        let names = line.dropFirst("0::/".count).split(separator: "/").map(String.init)
        let own = unified.path.components.map(\.string)
        // What the two have in common is the way to the container's own cgroup.
        guard
            let shared = (1...max(1, names.count)).last(where: { own.ends(with: names.prefix($0)) })
        else { return self }
        var place = self
        place.unified = CgroupDirectory(
            names.dropFirst(shared).reduce(unified.path) { $0.appending($1) }
        )
        return place
    }
}

extension [String] {
    fileprivate func ends(with others: ArraySlice<String>) -> Bool {
        others.count <= count && suffix(others.count).elementsEqual(others)
    }
}
