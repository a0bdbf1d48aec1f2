extension RuntimeProcess {
    /// What is wrong with the process.
    ///
    /// - Parameter knows: Whether the runtime has a word.
    /// - Returns: The sentences; none where all is well.
    package func problems(_ knows: (RuntimeSpec.SpecWord, String) -> Bool) -> [String] {
        var found: [String] = []
        if !cwd.hasPrefix("/") { found.append("process.cwd: \"\(cwd)\" is not absolute") }
        if args?.isEmpty ?? true { found.append("process.args: there is no command") }
        let ids = [user?.uid, user?.gid].compactMap(\.self) + (user?.additionalGids ?? [])
        if ids.contains(.max) {
            found.append("process.user: 4294967295 is no id: to the kernel it means no change")
        }
        found += limitProblems(knows) + schedulingProblems(knows)
        for text in (args ?? []) + (env ?? []) where text.utf8.contains(0) {
            found.append("process: a NUL in \"\(text.prefix(40))\"")
        }
        if let adjustment = oomScoreAdj, !(-1000...1000).contains(adjustment) {
            found.append("process.oomScoreAdj: \(adjustment) is not between -1000 and 1000")
        }
        return found
    }

    private func limitProblems(_ knows: (RuntimeSpec.SpecWord, String) -> Bool) -> [String] {
        let limits = rlimits ?? []
        return limits.enumerated().flatMap { index, limit -> [String] in
            var found: [String] = []
            if !knows(.resourceLimit, limit.type) {
                found.append("process.rlimits[\(index)].type: there is no \(limit.type)")
            }
            if limits[..<index].contains(where: { $0.type == limit.type }) {
                found.append("process.rlimits: \(limit.type) is there twice")
            }
            if limit.soft > limit.hard {
                found.append("process.rlimits[\(index)]: soft is above hard")
            }
            return found
        }
    }

    /// The capabilities that are to be passed over with a warning (config.md, "Linux Process").
    ///
    /// - Parameter knows: Whether the runtime has a word.
    /// - Returns: Those that the runtime does not know, sorted.
    package func unknownCapabilities(
        _ knows: (RuntimeSpec.SpecWord, String) -> Bool
    ) -> [String] {
        let sets = [
            capabilities?.effective, capabilities?.bounding, capabilities?.inheritable,
            capabilities?.permitted, capabilities?.ambient,
        ]
        return Set(sets.flatMap { $0 ?? [] }).filter { !knows(.capability, $0) }.sorted()
    }

    private func schedulingProblems(_ knows: (RuntimeSpec.SpecWord, String) -> Bool) -> [String] {
        var found: [String] = []
        if let policy = scheduler?.policy, !knows(.schedulingPolicy, policy) {
            found.append("process.scheduler.policy: there is no \(policy)")
        }
        if let priority = ioPriority, !knows(.inputOutputClass, priority.class) {
            found.append("process.ioPriority.class: there is no \(priority.class)")
        }
        return found
    }
}
