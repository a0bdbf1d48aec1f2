import Containers
import Diagnostics
import Dockerfiles
import HostSystem
import Images
import OCI
import SystemPackage

/// `COPY` and `ADD`.
extension StageRunner {
    /// An instruction with its variables replaced and its sources found.
    struct Transfer {
        var selection: SourceSelection
        var sources: [SelectedSource]
        var destination: String
        var owner: String?
        var mode: (text: String, value: FileMode)?
        /// The patterns of what is left out.
        var exclusions: [String]
        var texts: SourceSelection?
        var textSources: [SelectedSource] = []
        var remotes: [Remote] = []

        /// Something from elsewhere, and the place in the file where it is named.
        struct Remote {
            var source: RemoteSource
            var text: String
            var checksum: String?
            /// nil where its digest says what it will be, so that it is fetched only where it is needed.
            var fetched: FetchedSource?
        }

        /// Whether the destination is a folder, whatever is there.
        var wantsFolder: Bool {
            destination.hasSuffix("/") || destination.hasSuffix("/.") || destination == "."
                || sources.count + textSources.count + remotes.count > 1
        }

        /// Whether no users' table says who owns it.
        ///
        /// A linked layer of that kind depends on nothing below it.
        var hasNumericOwner: Bool { owner?.allSatisfy { $0.isNumber || $0 == ":" } ?? true }
    }

    /// Copies files, or finds what it gave last time.
    mutating func carryOut(_ transfer: TransferInstruction, _ instruction: Instruction) throws {
        let plan = try plan(transfer, instruction)
        let isFree = transfer.isLinked && plan.hasNumericOwner
        let key = try key(of: plan, transfer, isFree: isFree)
        let runner = self
        try addLayer(key, for: instruction, instruction.text, isFree: isFree) { layer, _ in
            try runner.copy(plan, transfer, to: layer)
            return true
        }
    }

    // MARK: The cache

    private func key(of plan: Transfer, _ transfer: TransferInstruction, isFree: Bool) throws
        -> String
    {
        var key = BuildKey(parent: isFree ? "" : state.key, transfer.isAdd ? "ADD" : "COPY")
        key.add("destination", plan.destination)
        key.add("folder", "\(plan.wantsFolder)")
        key.add("owner", plan.owner)
        key.add("mode", plan.mode?.text)
        key.add("linked", "\(transfer.isLinked)")
        key.add("parents", "\(transfer.keepsParents)")
        key.add("unpack", transfer.unpacks.map { "\($0)" })
        for pattern in plan.exclusions { key.add("exclude", pattern) }
        var digest = SourceDigest(plan.selection)
        for source in plan.sources { try digest.add(source) }
        key.add("content", digest.digest.description)
        for remote in plan.remotes {
            key.add("remote", remote.text)
            key.add("identity", remote.fetched?.identity ?? remote.checksum)
        }
        if let texts = plan.texts {
            var digest = SourceDigest(texts)
            for source in plan.textSources { try digest.add(source) }
            key.add("texts", digest.digest.description)
        }
        return key.digits
    }

    // MARK: Copying

    private func copy(
        _ plan: Transfer,
        _ transfer: TransferInstruction,
        to layer: WritableLayer
    ) throws {
        let below = transfer.isLinked ? SnapshotChain() : chain
        let mount = try layer.mount(over: below, userXattr: materials.userXattr)
        var merge = TreeMerge(
            into: try mount.directory(named: "/"),
            try attributes(plan),
            canChangeOwners: !materials.request.host.rights.singleIdentity
        )
        for source in plan.sources {
            if transfer.isAdd, transfer.unpacks != false, source.entry.kind == .file,
                try unpack(source, of: plan.selection, plan, &merge)
            {
                continue
            }
            try put(source, of: plan.selection, plan, keepsParents: transfer.keepsParents, &merge)
        }
        for remote in plan.remotes { try put(remote, transfer, plan, &merge) }
        if let texts = plan.texts {
            for source in plan.textSources { try put(source, of: texts, plan, &merge) }
        }
        merge.finish()
        for note in merge.notes.sorted() { materials.tell(.note(note)) }
    }

    private func put(
        _ source: SelectedSource,
        of selection: SourceSelection,
        _ plan: Transfer,
        keepsParents: Bool = false,
        _ merge: inout TreeMerge
    ) throws {
        var target = FilePath(plan.destination).lexicallyNormalized()
        target.append(source.parents.components)
        if source.entry.kind == .directory {
            // What keeps the folders above it keeps its own name, too; the root has none.
            if keepsParents, let name = source.path.lastComponent { target.append(name) }
        } else if plan.wantsFolder || keepsParents || merge.isDirectory(target) == true,
            let name = source.name
        {
            target.append(name)
        }
        try merge.copy(source, of: selection, to: target)
    }

    /// Copies something from elsewhere; archives are unpacked only where that is asked for.
    private func put(
        _ remote: Transfer.Remote,
        _ transfer: TransferInstruction,
        _ plan: Transfer,
        _ merge: inout TreeMerge
    ) throws {
        let fetched =
            try remote.fetched
            ?? remote.source.fetched(
                for: materials.request,
                checksum: remote.checksum,
                keepsGit: transfer.keepsGitDirectory
            )
        let selection = SourceSelection(
            files: fetched.files,
            ignored: fetched.excludesGit ? (IgnoreRules([".git"]) ?? IgnoreRules()) : IgnoreRules(),
            excluded: plan.selection.excluded
        )
        for source in try selection.all(of: fetched.path) {
            if transfer.unpacks == true, source.entry.kind == .file,
                try unpack(source, of: selection, plan, &merge)
            {
                continue
            }
            try put(source, of: selection, plan, &merge)
        }
    }

    /// Unpacks an archive into the destination; false where it is none.
    private func unpack(
        _ source: SelectedSource,
        of files: SourceSelection,
        _ plan: Transfer,
        _ merge: inout TreeMerge
    ) throws -> Bool {
        let archive = ArchiveSource(materials.request.session, isPrivileged: !materials.userXattr)
        guard let unpacked = try archive.unpacked(source, of: files.files) else {
            return false
        }
        let selection = SourceSelection(
            files: try DirectoryFiles(unpacked, keepsOwners: true),
            ignored: IgnoreRules(),
            excluded: IgnoreRules()
        )
        guard let top = try selection.all(of: "/").first else { return true }
        let target = FilePath(plan.destination).lexicallyNormalized()
        try merge.copy(top, of: selection, to: target)
        return true
    }

    /// Who owns what is copied; names are looked up among the stage's users.
    private func attributes(_ plan: Transfer) throws -> TransferAttributes {
        var attributes = TransferAttributes(mode: plan.mode?.value)
        guard let owner = plan.owner, !owner.isEmpty else { return attributes }
        if let number = UInt32(owner) {
            (attributes.owner, attributes.group) = (number, number)
            return attributes
        }
        let view = try LayerView.of(
            state.layers,
            in: materials.snapshots,
            userXattr: materials.userXattr
        )
        let user = try UserDatabase(below: view.root()).user(owner)
        (attributes.owner, attributes.group) = (user.identity.uid, user.identity.gid)
        return attributes
    }
}
