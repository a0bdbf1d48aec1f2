import HostSystem
import OCI

/// From the host's view to the container's: cgroups, namespaces, root.
extension ProgramCompiler {
    /// What must be done before the process that becomes the container's.
    func beforeFork() -> [Step] {
        guard needsFork else { return [] }
        var steps = placement() + joins()
        if created.contains(.time) { steps += clocks() }
        let made = created.subtracting([.time, .cgroup])
        return steps + [.fork(made, cgroup: resources.birthCgroup ?? -1)] + maps()
    }

    /// Into the cgroups, and how gladly the kernel ends it, while it has the host's rights.
    private func placement() -> [Step] {
        var steps: [Step] = resources.cgroupTaskFiles.map { .write(path: $0, text: "0") }
        if let adjustment = process.oomScoreAdj {
            steps.append(.write(path: "/proc/self/oom_score_adj", text: "\(adjustment)"))
        }
        return steps
    }

    private func joins() -> [Step] {
        resources.joined.map { .join(descriptor: $0.descriptor, $0.namespaces) }
    }

    private func clocks() -> [Step] {
        let offsets = (linux.timeOffsets ?? [:]).sorted { $0.key < $1.key }.map { clock, offset in
            Step.write(
                path: "/proc/self/timens_offsets",
                text: "\(clock) \(offset.secs ?? 0) \(offset.nanosecs ?? 0)\n"
            )
        }
        return [.unshare(.time)] + offsets
    }

    private func maps() -> [Step] {
        if created.contains(.user) {
            // Root inside from here on; which groups it had outside is nobody's business any more.
            return [.synchronize(.maps), becomeRoot]
        }
        return joined.contains(.user) ? [becomeRoot] : []
    }

    /// Root of a user namespace, whatever it was before.
    var becomeRoot: Step {
        .identity(.root, groupsMayStay: true, keepsGroups: keepsGroups)
    }

    /// Into what is the container's alone, up to its root as the working directory.
    func place() -> [Step] {
        var steps = needsFork ? [] : placement() + joins()
        // After the cgroups are entered: they become the root of the new cgroup namespace.
        if created.contains(.cgroup) { steps.append(.unshare(.cgroup)) }
        steps.append(.session)
        if let name = spec.hostname { steps.append(.hostname(name)) }
        if let name = spec.domainname { steps.append(.domainname(name)) }
        if created.contains(.network) { steps.append(.loopback) }
        if spec.hooks?.prestart?.isEmpty == false || spec.hooks?.createRuntime?.isEmpty == false {
            steps.append(.synchronize(.namespaces))
        }
        guard let root = resources.root else { return steps }
        // In a mount namespace of somebody else's, only what is attached here may change.
        if hasMountNamespace { steps.append(.makeMountsPrivate) }
        return steps + [
            .attachRoot(descriptor: root, at: resources.attachmentPoint),
            .enter(descriptor: root),
            .umask(0),
        ]
    }
}
