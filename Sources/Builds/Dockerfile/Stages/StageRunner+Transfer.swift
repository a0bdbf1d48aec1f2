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

    // MARK: Planning

    private func plan(_ transfer: TransferInstruction, _ instruction: Instruction) throws
        -> Transfer
    {
        let place = try SourcePlace(
            transfer.from?.value,
            self,
            at: transfer.from?.range ?? instruction.range
        )
        let patterns = try transfer.exclusions.map(expand)
        guard let excluded = IgnoreRules(patterns) else {
            throw materials.mistake(
                "exclude",
                "a pattern of --exclude is malformed",
                at: transfer.exclusions.first?.range
            )
        }
        let selection = SourceSelection(
            files: place.files,
            ignored: place.isContext ? materials.request.ignored : IgnoreRules(),
            excluded: excluded
        )
        var plan = Transfer(
            selection: selection,
            sources: [],
            destination: try destination(transfer.destination),
            owner: try transfer.owner.map(expand).map(Self.owner),
            mode: try mode(transfer.mode),
            exclusions: patterns
        )
        try checkChecksum(transfer)
        for source in transfer.sources {
            let text = try expand(source)
            if transfer.isAdd, RemoteSource.isRemote(text) {
                plan.remotes.append(try remote(text, transfer, plan.destination, at: source.range))
            } else {
                plan.sources += try found(text, source, transfer, selection)
            }
        }
        try addTexts(transfer, to: &plan)
        guard plan.sources.count + plan.textSources.count + plan.remotes.count > 0 else {
            throw materials.mistake(
                "no-source",
                "no file matches any of the patterns",
                at: instruction.range
            )
        }
        let count = transfer.sources.count + transfer.heredocs.count
        if count > 1, !plan.destination.hasSuffix("/"), !plan.destination.hasSuffix("/.") {
            throw materials.mistake(
                "destination",
                "with more than one source, the destination must be a folder and end with /",
                at: transfer.destination.range
            )
        }
        return plan
    }

    /// An owner with both parts: `USER:` has the user's own group, `:GROUP` is root with that group.
    private static func owner(_ text: String) -> String {
        let text = text.hasSuffix(":") ? String(text.dropLast()) : text
        return text.hasPrefix(":") ? "0" + text : text
    }

    /// A checksum is one digest, and of one address.
    private func checkChecksum(_ transfer: TransferInstruction) throws {
        guard let checksum = transfer.checksum else { return }
        let text = try expand(checksum)
        guard (try? Digest(text.lowercased())) != nil else {
            throw materials.mistake(
                "checksum",
                "\"\(text)\" is no checksum",
                at: checksum.range,
                fix: "write sha256: and 64 hexadecimal digits"
            )
        }
        let sources = try transfer.sources.map(expand)
        guard sources.count + transfer.heredocs.count == 1,
            sources.allSatisfy(RemoteSource.isRemote)
        else {
            throw materials.mistake(
                "checksum",
                "--checksum is for one file that is fetched from an address",
                at: checksum.range
            )
        }
    }

    private func destination(_ text: Located<String>) throws -> String {
        let value = try expand(text)
        // A variable that is empty means the working directory, as with BuildKit.
        let path = value.isEmpty ? "." : value
        guard !path.hasPrefix("/") else { return path }
        let isFolder = path == "." || path.hasSuffix("/") || path.hasSuffix("/.")
        return "\(state.directory)/\(path)" + (isFolder ? "/" : "")
    }

    private func mode(_ text: Located<String>?) throws -> (text: String, value: FileMode)? {
        guard let text else { return nil }
        let value = try expand(text)
        guard let mode = FileMode(value) else {
            throw materials.mistake(
                "chmod",
                "invalid permissions \"\(value)\"",
                at: text.range,
                fix: "write octal digits such as 0755, or symbols such as u+x"
            )
        }
        return (value, mode)
    }

    /// What has to be fetched; now, where nothing else says what it is.
    private func remote(
        _ text: String,
        _ transfer: TransferInstruction,
        _ destination: String,
        at range: SourceRange
    ) throws -> Transfer.Remote {
        let source = try RemoteSource(text)
        let checksum = try transfer.checksum.map(expand)
        if case .file(let name) = source.kind, name.isEmpty, destination.hasSuffix("/") {
            throw materials.mistake(
                "remote",
                "the address \"\(text)\" does not say what the file is called",
                at: range,
                fix: "name the file in the destination"
            )
        }
        var remote = Transfer.Remote(source: source, text: text, checksum: checksum)
        if checksum == nil {
            remote.fetched = try source.fetched(
                for: materials.request,
                checksum: nil,
                keepsGit: transfer.keepsGitDirectory
            )
        }
        return remote
    }

    private func found(
        _ text: String,
        _ source: Located<String>,
        _ transfer: TransferInstruction,
        _ selection: SourceSelection
    ) throws -> [SelectedSource] {
        let found = try selection.all(of: text, keepsParents: transfer.keepsParents)
        // One of several patterns may match nothing, as with buildah.
        let others = transfer.sources.count + transfer.heredocs.count > 1
        guard found.isEmpty, !others || !PathPattern.isPattern(text) else { return found }
        throw materials.mistake(
            "no-source",
            PathPattern.isPattern(text)
                ? "no file matches \"\(text)\"" : "there is no file \"\(text)\"",
            at: source.range,
            fix: try missingFix(text, transfer, selection)
        )
    }

    /// Why a file is not there: left out, or misspelt.
    private func missingFix(
        _ text: String,
        _ transfer: TransferInstruction,
        _ selection: SourceSelection
    ) throws -> String? {
        let path = FilePath("/" + text).lexicallyNormalized()
        let relative = FilePath(root: nil, path.components)
        if selection.isIgnored(relative), try selection.files.resolve(relative) != nil {
            return ".dockerignore leaves it out"
        }
        let above = relative.removingLastComponent()
        let names = try selection.files.names(in: above).map(\.string)
        guard let last = relative.lastComponent,
            let near = Suggestion.nearest(to: last.string, in: names)
        else { return nil }
        return "did you mean \"\(above.appending(near))\"?"
    }

    private func addTexts(_ transfer: TransferInstruction, to plan: inout Transfer) throws {
        guard !transfer.heredocs.isEmpty else { return }
        var texts: [FilePath: String] = [:]
        for heredoc in transfer.heredocs {
            guard let name = FilePath(heredoc.name).components.last, name.kind == .regular else {
                throw materials.mistake(
                    "heredoc",
                    "\"\(heredoc.name)\" is no name of a file",
                    at: heredoc.range
                )
            }
            let content = heredoc.expands ? try expandedText(heredoc) : heredoc.text
            texts[FilePath(root: nil, [name])] = content
        }
        let selection = SourceSelection(
            files: TextFiles(texts: texts),
            ignored: IgnoreRules(),
            excluded: IgnoreRules()
        )
        plan.texts = selection
        for heredoc in transfer.heredocs {
            plan.textSources += try selection.all(
                of: FilePath(heredoc.name).components.last?.string ?? ""
            )
        }
    }

    /// A text with its variables replaced; its quotes stay.
    private func expandedText(_ heredoc: Heredoc) throws -> String {
        var words = ShellWords(escape: materials.dockerfile.directives.escape)
        words.keepsQuotes = true
        let environment = state.config.environment
        do throws(WordError) {
            return try words.text(heredoc.text) { state.scope.lookUp($0, in: environment) }
        } catch {
            throw materials.mistake("heredoc", error.description, at: heredoc.range)
        }
    }

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
