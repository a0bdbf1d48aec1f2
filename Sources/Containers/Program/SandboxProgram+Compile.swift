import HostSystem
package import OCI

extension SandboxProgram {
    /// Compiles a specification; pure.
    ///
    /// Mount targets are resolved inside the new root, so an image cannot send a mount to the host; where a file system
    /// of the kernel's goes, no symbolic link is followed at all.
    ///
    /// - Parameters:
    ///   - spec: What is wanted; `problems()` has found nothing in it.
    ///   - resources: What is lent to it.
    ///   - host: What the runner may do.
    package init(
        _ spec: RuntimeSpec,
        with resources: SandboxResources,
        on host: HostRights
    ) {
        let compiler = ProgramCompiler(spec: spec, resources: resources, host: host)
        namespaces = compiler.needsFork ? [] : compiler.created.subtracting(.cgroup)
        steps = compiler.steps()
    }

    /// Compiles a process that joins a container; pure.
    ///
    /// - Parameters:
    ///   - process: What is wanted.
    ///   - spec: The container's specification, of which its filter and namespaces count.
    ///   - resources: What is lent to it, the container's namespaces among it.
    ///   - host: What the runner may do.
    package init(
        _ process: RuntimeProcess,
        joining spec: RuntimeSpec,
        with resources: SandboxResources,
        on host: HostRights
    ) {
        var spec = spec
        spec.process = process
        spec.linux?.namespaces = []
        spec.hooks = nil
        let compiler = ProgramCompiler(spec: spec, resources: resources, host: host)
        namespaces = []
        steps = compiler.joiningSteps()
    }
}

/// A specification and what is lent to it, on the way to a program.
struct ProgramCompiler {
    typealias Step = SandboxProgram.Step

    let spec: RuntimeSpec
    let resources: SandboxResources
    let host: HostRights

    var linux: LinuxSpec { spec.linux ?? LinuxSpec() }
    var process: RuntimeProcess { spec.process ?? RuntimeProcess(args: []) }
    var staged: StagedStart? {
        guard case .staged(let start) = resources.start else { return nil }
        return start
    }

    /// The namespaces that are made.
    var created: Namespaces {
        (linux.namespaces ?? []).reduce(into: []) { set, entry in
            guard entry.path == nil, let namespace = Namespaces(word: entry.type) else { return }
            set.formUnion(namespace)
        }
    }

    /// The namespaces that are joined.
    var joined: Namespaces {
        resources.joined.reduce(into: []) { $0.formUnion($1.namespaces) }
    }

    /// Whether the process must fork: what it joins or makes first is in force for its children only, or needs maps
    /// before anything else is done in it.
    var needsFork: Bool {
        !joined.union(created).isDisjoint(with: [.time, .user])
            || joined.contains(.process)
    }

    /// All of it, in order.
    func steps() -> [Step] {
        var steps = beforeFork()
        steps += place()
        steps += mounts()
        steps += hooks(spec.hooks?.createContainer)
        steps += pivot()
        steps += devices()
        steps += terminal()
        if staged != nil { steps.append(.target(path: process.cwd, isFile: false)) }
        steps += settings()
        steps += protections()
        steps += finish()
        return steps
    }

    /// For a process that joins a container, whose root and mounts it finds made.
    func joiningSteps() -> [Step] {
        var steps = beforeFork()
        if joined.contains(.user) { steps.append(becomeRoot) }
        steps.append(.session)
        steps += terminal()
        return steps + finish()
    }

    private func pivot() -> [Step] {
        guard let root = resources.root else { return [] }
        guard hasMountNamespace else { return [.changeRoot] }
        guard let hidden = resources.hiddenMounts else { return [.pivot(descriptor: root)] }
        return hidden.map { .unmount(path: $0) } + [.moveRoot(descriptor: root)]
    }

    /// Whether the container's mounts are its own.
    var hasMountNamespace: Bool { created.union(joined).contains(.mount) }

    /// Hooks that run in the container's namespaces.
    func hooks(_ hooks: [RuntimeHook]?) -> [Step] {
        (hooks ?? []).map { hook in
            .hook(
                path: hook.path,
                arguments: hook.args ?? [hook.path],
                environment: hook.env ?? [],
                seconds: UInt32(clamping: hook.timeout ?? 0)
            )
        }
    }
}
