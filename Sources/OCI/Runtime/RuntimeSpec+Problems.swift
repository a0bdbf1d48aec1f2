extension RuntimeSpec {
    /// What is wrong with the document, all of it at once: each a sentence that names the key.
    ///
    /// Source: the MUSTs of OCI runtime-spec, config.md and config-linux.md.
    ///
    /// - Parameter knows: Whether the runtime has a word of its own for a value: a capability, a resource limit.
    /// - Returns: The sentences; none where all is well.
    package func problems(knows: (SpecWord, String) -> Bool) -> [String] {
        var found: [String] = []
        found += versionProblems + processProblems(knows) + mountProblems + hookProblems
        found += namespaceProblems(knows) + linuxProblems(knows)
        return found
    }

    /// Kinds of words that only a runtime knows.
    package enum SpecWord: Sendable {
        /// `CAP_CHOWN`.
        case capability
        /// `RLIMIT_NOFILE`.
        case resourceLimit
        /// `pid`.
        case namespace
        /// `SCHED_FIFO`.
        case schedulingPolicy
        /// `IOPRIO_CLASS_BE`.
        case inputOutputClass
    }

    private var versionProblems: [String] {
        let parts = ociVersion.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 3, let major = Int(parts[0]), Int(parts[1]) != nil else {
            return ["ociVersion: \"\(ociVersion)\" is no version such as 1.2.0"]
        }
        return major == 1 ? [] : ["ociVersion: \(ociVersion) is not supported; expected 1.x"]
    }

    private func processProblems(_ knows: (SpecWord, String) -> Bool) -> [String] {
        guard let process else { return [] }
        return process.problems(knows)
    }

    private var mountProblems: [String] {
        (mounts ?? []).enumerated().flatMap { index, mount -> [String] in
            var found: [String] = []
            if mount.destination.isEmpty {
                found.append("mounts[\(index)].destination: it is empty")
            }
            if (mount.uidMappings == nil) != (mount.gidMappings == nil) {
                found.append("mounts[\(index)]: uidMappings and gidMappings belong together")
            }
            return found
        }
    }

    private var hookProblems: [String] {
        let all: [(String, [RuntimeHook]?)] = [
            ("prestart", hooks?.prestart), ("createRuntime", hooks?.createRuntime),
            ("createContainer", hooks?.createContainer), ("startContainer", hooks?.startContainer),
            ("poststart", hooks?.poststart), ("poststop", hooks?.poststop),
        ]
        return all.flatMap { name, list in
            (list ?? []).enumerated().flatMap { index, hook -> [String] in
                var found: [String] = []
                if !hook.path.hasPrefix("/") {
                    found.append("hooks.\(name)[\(index)].path: \(hook.path) is not absolute")
                }
                if let timeout = hook.timeout, timeout <= 0 {
                    found.append("hooks.\(name)[\(index)].timeout: it must be above 0")
                }
                return found
            }
        }
    }

    private func namespaceProblems(_ knows: (SpecWord, String) -> Bool) -> [String] {
        let namespaces = linux?.namespaces ?? []
        var found: [String] = []
        for (index, namespace) in namespaces.enumerated() {
            if !knows(.namespace, namespace.type) {
                found.append("linux.namespaces[\(index)].type: there is no \(namespace.type)")
            }
            if namespaces[..<index].contains(where: { $0.type == namespace.type }) {
                found.append("linux.namespaces: \(namespace.type) is there twice")
            }
            if let path = namespace.path, !path.isEmpty, !path.hasPrefix("/") {
                found.append("linux.namespaces[\(index)].path: \(path) is not absolute")
            }
        }
        let types = Set(namespaces.map(\.type))
        for (name, value) in [("hostname", hostname), ("domainname", domainname)]
        where value?.isEmpty == false && !types.contains("uts") {
            found.append("\(name): it needs a uts namespace")
        }
        return found + mapProblems(types)
    }

    private func mapProblems(_ types: Set<String>) -> [String] {
        var found: [String] = []
        let maps = (linux?.uidMappings ?? []) + (linux?.gidMappings ?? [])
        if !maps.isEmpty, !types.contains("user") {
            found.append("linux.uidMappings: they need a user namespace")
        }
        if linux?.timeOffsets?.isEmpty == false, !types.contains("time") {
            found.append("linux.timeOffsets: they need a time namespace")
        }
        return found
    }

    private func linuxProblems(_ knows: (SpecWord, String) -> Bool) -> [String] {
        guard let linux else { return [] }
        let types = Set((linux.namespaces ?? []).map(\.type))
        var found: [String] = []
        for name in (linux.sysctl ?? [:]).keys.sorted() {
            if let problem = Self.problem(ofSetting: name, types) {
                found.append("linux.sysctl: \(problem)")
            }
        }
        let isPropagation = ["shared", "slave", "private", "unbindable"]
        if let word = linux.rootfsPropagation, !word.isEmpty,
            !isPropagation.contains(word), !isPropagation.contains(String(word.dropFirst()))
        {
            found.append("linux.rootfsPropagation: there is no \(word)")
        }
        for (index, device) in (linux.devices ?? []).enumerated() {
            if !["c", "u", "b", "p"].contains(device.type) {
                found.append("linux.devices[\(index)].type: there is no \(device.type)")
            }
            if !device.path.hasPrefix("/") {
                found.append("linux.devices[\(index)].path: \(device.path) is not absolute")
            }
        }
        if linux.netDevices?.isEmpty == false {
            found.append("linux.netDevices: Cuvette does not move the host's network devices")
        }
        if linux.intelRdt != nil {
            found.append("linux.intelRdt: Cuvette does not support it")
        }
        return found
    }

    /// Why a kernel setting may not be set: only those that belong to a namespace of the container may.
    private static func problem(ofSetting name: String, _ types: Set<String>) -> String? {
        guard !name.isEmpty, !name.contains("..") else { return "\"\(name)\" is no setting" }
        let dotted = name.contains(".") ? name : String(name.map { $0 == "/" ? "." : $0 })
        let ownIPC = [
            "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall",
            "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced",
        ]
        if dotted.hasPrefix("net.") {
            return types.contains("network") ? nil : "\(name) needs a network namespace"
        }
        if dotted.hasPrefix("fs.mqueue.") || ownIPC.contains(dotted) {
            return types.contains("ipc") ? nil : "\(name) needs an ipc namespace"
        }
        if dotted == "kernel.hostname" { return "\(name) is what hostname is for" }
        if dotted == "kernel.domainname" {
            return types.contains("uts") ? nil : "\(name) needs a uts namespace"
        }
        if dotted.hasPrefix("user.") {
            return types.contains("user") ? nil : "\(name) needs a user namespace"
        }
        return "\(name) belongs to no namespace: it would change the host"
    }
}
