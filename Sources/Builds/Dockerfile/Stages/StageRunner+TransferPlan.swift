import Diagnostics
import Dockerfiles
import HostSystem
import Images
import OCI
import SystemPackage

/// What `COPY` and `ADD` mean where they stand.
extension StageRunner {
    /// Replaces the variables of an instruction and finds its sources.
    ///
    /// - Throws: `BuildFailure.mistakes` with their places, and what fetching throws.
    func plan(_ transfer: TransferInstruction, _ instruction: Instruction) throws
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
}
