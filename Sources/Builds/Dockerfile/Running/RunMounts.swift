import Containers
import Dockerfiles
import Glibc
import HostSystem
import Images
import SystemPackage

/// What one command has mounted over its layers, open until it has ended.
///
/// Places that a mount needs and the image lacks are made in layers below the image, so that nothing of them is ever
/// in a layer of it, and nothing has to be taken away afterwards.
final class RunMounts {
    /// What goes where, in order.
    private(set) var lent: [(path: String, lent: LentMount)] = []
    /// Variables that hold secrets or say where an agent is.
    private(set) var variables: [EnvironmentVariable] = []
    /// Layers with the places of the mounts; below those of the image.
    private(set) var stubs: [Snapshot] = []
    private var caches: [CacheFolder] = []
    private var agents: [AgentRelay] = []
    private let runner: StageRunner
    private var stubPaths: [(path: FilePath, isDirectory: Bool)] = []

    private var materials: BuildMaterials { runner.materials }
    private var request: BuildRequest { runner.materials.request }

    /// Makes the mounts of a command.
    init(
        _ run: RunInstruction,
        _ script: String?,
        _ seat: BuildContainer.Network,
        _ network: RunInstruction.Network,
        _ runner: StageRunner
    ) throws {
        self.runner = runner
        try addNames(seat)
        if let script { try addScript(script, run) }
        for mount in run.mounts {
            switch mount.kind {
            case .bind: try addBind(mount)
            case .cache: try addCache(mount)
            case .secret: try addSecret(mount)
            case .ssh: try addAgent(mount)
            case .tmpfs: try addMemory(mount)
            }
        }
        try makeStubs()
    }

    deinit {
        for mount in lent { close(mount.lent.descriptor) }
    }

    private func add(_ mount: borrowing DetachedMount, at path: String) throws {
        let isDirectory = try mount.file.isDirectory
        let descriptor = try mount.file.duplicate().release()
        let place = try place(of: path, isDirectory: isDirectory)
        lent.append((place, LentMount(descriptor: descriptor, isDirectory: isDirectory)))
    }

    // MARK: Places

    /// Where a mount goes: the path without the image's symbolic links; what is missing of it is noted as a stub.
    private func place(of path: String, isDirectory: Bool) throws -> String {
        let whole = FilePath(path.hasPrefix("/") ? path : "\(runner.state.directory)/\(path)")
            .lexicallyNormalized()
        guard !whole.components.isEmpty else {
            throw SourceError("nothing can be mounted over /")
        }
        // What the runtime mounts itself is no file of the image.
        if ["/dev", "/proc", "/sys"].contains(where: { whole.starts(with: FilePath($0)) }) {
            return whole.string
        }
        let layers = [materials.skeleton] + runner.state.layers
        let view = try LayerView.of(layers, in: materials.snapshots, userXattr: materials.userXattr)
        let files = try DirectoryFiles(view.root())
        var known = FilePath(root: nil, whole.components)
        var missing: [FilePath.Component] = []
        while true {
            if let (reached, _) = try files.resolve(known) {
                let real = FilePath("/").pushing(reached).appending(missing)
                if !missing.isEmpty { stubPaths.append((real, isDirectory)) }
                return real.string
            }
            guard let last = known.lastComponent else { return whole.string }
            missing.insert(last, at: 0)
            known.removeLastComponent()
        }
    }

    private func makeStubs() throws {
        guard !stubPaths.isEmpty else { return }
        let session = request.session
        let name = session.freshName("stubs")
        let folder = try session.directory.makeDirectory(name, mode: 0o755)
        for (path, isDirectory) in stubPaths {
            let relative = FilePath(root: nil, path.components)
            if isDirectory {
                _ = try folder.makeDirectory(relative, mode: 0o755)
            } else {
                let above = relative.removingLastComponent()
                let parent = try folder.makeDirectory(above.isEmpty ? "." : above, mode: 0o755)
                guard let last = relative.lastComponent else { continue }
                _ = try parent.open(FilePath(root: nil, [last]), O_WRONLY | O_CREAT, mode: 0o644)
            }
        }
        stubs = [
            Snapshot(
                name: SnapshotName("stubs"),
                path: session.path.appending(name.components)
            )
        ]
    }

    // MARK: Kinds

    private func addNames(_ network: BuildContainer.Network) throws {
        switch network {
        case .none: return
        case .host:
            for path in ["/etc/resolv.conf", "/etc/hosts"] where access(path, R_OK) == 0 {
                try add(DetachedMount(cloning: FilePath(path), attributes: .readOnly), at: path)
            }
        case .seat(let seat):
            let session = request.session
            let name = session.freshName("names")
            let folder = try session.directory.makeDirectory(name, mode: 0o755)
            for (file, text) in [("hosts", seat.hosts), ("resolv.conf", seat.resolver)] {
                try folder.writeFile(FilePath(file), Array(text.utf8), mode: 0o644)
                let path = session.path.appending(name.components).appending(file)
                try add(DetachedMount(cloning: path, attributes: .readOnly), at: "/etc/\(file)")
            }
        }
    }

    /// A file system in memory, of which nothing reaches a disk.
    private func memory(_ mode: String, size: UInt64?) throws -> DetachedMount {
        var options: [DetachedMount.Option] = [.string("mode", mode)]
        if let size { options.append(.string("size", "\(size)")) }
        return try DetachedMount(of: "tmpfs", options, attributes: [.noSetuid, .noDevices])
    }

    private func addScript(_ script: String, _ run: RunInstruction) throws {
        let mount = try memory("755", size: 16 << 20)
        let folder = try mount.directory(named: StageRunner.scriptFolder)
        let name = run.heredocs.first?.name.filter {
            $0.isLetter || $0.isNumber || "._-".contains($0)
        }
        let file = try folder.open(
            FilePath(name.flatMap { $0.isEmpty ? nil : $0 } ?? "script"),
            O_WRONLY | O_CREAT | O_EXCL,
            mode: 0o700
        )
        try file.writeAll(Array(script.utf8), name: "the script")
        fchmod(file.descriptor, 0o755)
        try add(mount, at: StageRunner.scriptFolder)
    }

    private func addMemory(_ mount: RunMount) throws {
        let mode = mount.mode.map { String($0, radix: 8) } ?? "1777"
        try add(memory(mode, size: mount.sizeBytes), at: mount.target ?? "")
    }

    private func addSecret(_ mount: RunMount) throws {
        let target = mount.target ?? mount.identifier.map { "/run/secrets/\($0)" } ?? ""
        let name = mount.identifier ?? FilePath(target).lastComponent?.string ?? ""
        guard let secret = request.secrets[name] else {
            guard mount.isRequired else { return }
            throw materials.mistake(
                "secret",
                "the secret \"\(name)\" was not given to the build",
                at: mount.range,
                fix: "give it with --secret id=\(name),src=FILE or id=\(name),env=VARIABLE"
            )
        }
        if let variable = mount.variable {
            variables.append(EnvironmentVariable(variable, String(decoding: secret, as: UTF8.self)))
            if mount.target == nil { return }
        }
        let memory = try memory("700", size: UInt64(secret.count + 65_536))
        let folder = try memory.directory(named: "secrets")
        let file = try folder.open("secret", O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
        try file.writeAll(secret, name: "a secret")
        fchown(file.descriptor, mount.uid ?? 0, mount.gid ?? 0)
        fchmod(file.descriptor, mount.mode ?? 0o400)
        let bound = try DetachedMount(cloning: file, named: "secret", recursive: false)
        try bound.apply(MountChange(set: .readOnly), named: "secret")
        try add(bound, at: target)
    }

    private func addAgent(_ mount: RunMount) throws {
        let name = mount.identifier ?? "default"
        guard let socket = request.agents[name] else {
            guard mount.isRequired else { return }
            throw materials.mistake(
                "ssh",
                "the agent \"\(name)\" was not given to the build",
                at: mount.range,
                fix: "give it with --ssh \(name)"
            )
        }
        let target = mount.target ?? "/run/buildkit/ssh_agent.\(agents.count)"
        let relay = try AgentRelay(to: socket, for: mount, in: request.session)
        agents.append(relay)
        try add(DetachedMount(cloning: relay.path), at: target)
        variables.append(EnvironmentVariable("SSH_AUTH_SOCK", target))
    }

    private func addCache(_ mount: RunMount) throws {
        let target = mount.target ?? ""
        let name = mount.identifier ?? target
        let cache = try CacheFolder(mount, named: name, in: request.session.store) { folder in
            guard mount.from != nil || mount.source != nil else { return }
            try fill(folder, from: mount)
        }
        caches.append(cache)
        let attributes: MountAttributes = mount.isReadOnly == true ? [.readOnly] : []
        try add(
            DetachedMount(cloning: cache.path, attributes: attributes.union([.noDevices])),
            at: target
        )
    }

    /// What a file is called that is mounted, in the folder that it is copied into.
    private static let fileName: FilePath = "file"

    /// Copies what a cache or a mount of the context begins with; tells whether it is a folder.
    @discardableResult
    private func fill(_ folder: borrowing Directory, from mount: RunMount) throws -> Bool {
        let place = try SourcePlace(mount.from, runner, at: mount.range)
        let selection = SourceSelection(
            files: place.files,
            ignored: place.isContext ? request.ignored : IgnoreRules(),
            excluded: IgnoreRules()
        )
        guard let source = try selection.all(of: mount.source ?? "/").first else {
            throw SourceError("there is no \"\(mount.source ?? "/")\" to mount")
        }
        let copy = Directory(adopting: try folder.file.duplicate(), path: "/")
        var merge = TreeMerge(
            into: copy,
            TransferAttributes(),
            canChangeOwners: !request.host.rights.singleIdentity
        )
        let isFolder = source.entry.kind == .directory
        let target = FilePath("/").appending(Self.fileName.components)
        try merge.copy(source, of: selection, to: isFolder ? "/" : target)
        merge.finish()
        return isFolder
    }

    private func addBind(_ mount: RunMount) throws {
        let isReadOnly = mount.isReadOnly ?? true
        if let name = mount.from,
            let layers = try SourcePlace.layers(of: name, runner, at: mount.range)
        {
            try addBind(mount, of: layers, isReadOnly: isReadOnly)
        } else {
            try addContextBind(mount, isReadOnly: isReadOnly)
        }
    }

    /// A part of a stage or an image; what is written to it is lost with the command.
    private func addBind(_ mount: RunMount, of layers: [Snapshot], isReadOnly: Bool) throws {
        guard isReadOnly else {
            let root = try WritableLayer(in: request.session, label: "bind")
                .mount(over: SnapshotChain(layers), userXattr: materials.userXattr)
            return try addBind(mount, in: root.directory(named: "/"), isReadOnly: false)
        }
        let view = try LayerView.of(
            layers,
            in: materials.snapshots,
            userXattr: materials.userXattr
        )
        try addBind(mount, in: view.root(), isReadOnly: true)
    }

    private func addBind(
        _ mount: RunMount,
        in directory: borrowing Directory,
        isReadOnly: Bool
    ) throws {
        // Inside its root, whatever its symbolic links say (CVE-2024-1753).
        let file = try directory.openInRoot(FilePath(mount.source ?? "/"), OpenFlags.pathOnly)
        let bound = try DetachedMount(
            cloning: file,
            named: FilePath(mount.source ?? "/"),
            recursive: false
        )
        if isReadOnly { try bound.apply(MountChange(set: .readOnly), named: "bind") }
        try add(bound, at: mount.target ?? "")
    }

    /// A part of the context: copied for the command, since what is left out of the context must not be seen.
    private func addContextBind(_ mount: RunMount, isReadOnly: Bool) throws {
        let session = request.session
        let name = session.freshName("context")
        let folder = try session.directory.makeDirectory(name, mode: 0o755)
        var path = session.path.appending(name.components)
        if try !fill(folder, from: mount) { path.append(Self.fileName.components) }
        let attributes: MountAttributes = isReadOnly ? [.readOnly, .noDevices] : [.noDevices]
        try add(DetachedMount(cloning: path, attributes: attributes), at: mount.target ?? "")
    }
}
