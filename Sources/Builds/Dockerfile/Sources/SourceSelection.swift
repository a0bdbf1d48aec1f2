import Dockerfiles
import HostSystem
import SystemPackage

/// One thing that is copied: a file or folder of some files, and what it is called where it goes.
struct SelectedSource {
    /// Where it is, without symbolic links.
    var path: FilePath
    /// What it is.
    var entry: SourceEntry
    /// Its name as it was asked for, which a link may have changed.
    var name: FilePath.Component?
    /// The folders above it that are kept (`--parents`), relative.
    var parents = FilePath()

    /// What it is called where it goes, with the folders that are kept.
    var targetName: String { "\(parents)/\(name?.string ?? "")" }
}

/// Finds what a source of `COPY` means, and what is left out.
struct SourceSelection {
    /// Where it is looked for.
    let files: any SourceFiles
    /// What the context leaves out; nothing for stages.
    let ignored: IgnoreRules
    /// What the instruction leaves out; relative to each source.
    let excluded: IgnoreRules

    /// Everything that a source means, in order.
    ///
    /// - Parameters:
    ///   - source: A path or pattern; relative to the root whatever it begins with.
    ///   - keepsParents: Whether the folders above are kept, from `/./` on where that is in it.
    /// - Returns: Nothing where no file is there.
    /// - Throws: `SystemError`.
    func all(of source: String, keepsParents: Bool = false) throws -> [SelectedSource] {
        let cleaned = FilePath("/" + source).lexicallyNormalized()
        let path = FilePath(root: nil, cleaned.components)
        var found: [SelectedSource] = []
        if PathPattern.isPattern(source) {
            let components = path.components.map(\.string)
            try match(components[...], below: FilePath(), crossing: keepsParents, into: &found)
        } else if let (reached, entry) = try files.resolve(path), try isTaken(reached, entry) {
            found = [SelectedSource(path: reached, entry: entry, name: path.lastComponent)]
        }
        guard keepsParents else { return found }
        let pivot = Self.pivot(of: source)
        return found.map { selected in
            var selected = selected
            let parents = selected.path.removingLastComponent()
            selected.parents = FilePath(root: nil, parents.components.dropFirst(pivot))
            return selected
        }
    }

    /// How many components stand before `/./`.
    private static func pivot(of source: String) -> Int {
        let parts = source.split(separator: "/", omittingEmptySubsequences: true)
        guard let dot = parts.dropFirst().firstIndex(of: "."), dot < parts.count - 1 else {
            return 0
        }
        return parts[..<dot].count { $0 != "." }
    }

    private func match(
        _ patterns: ArraySlice<String>,
        below path: FilePath,
        crossing: Bool,
        into found: inout [SelectedSource]
    ) throws {
        guard let first = patterns.first else { return }
        if crossing, first == "**" {
            try match(patterns.dropFirst(), below: path, crossing: crossing, into: &found)
        }
        let text = first == "**" ? "*" : first
        guard let pattern = PathPattern(text, crossing: false) else {
            throw SourceError("the pattern \"\(first)\" is malformed")
        }
        for name in try files.names(in: path) where pattern.matches(name.string) {
            let next = path.appending(name)
            guard let (reached, entry) = try files.resolve(next) else { continue }
            if crossing, first == "**", entry.kind == .directory {
                try match(patterns, below: reached, crossing: crossing, into: &found)
            }
            if patterns.count > 1, !crossing || first != "**" {
                guard entry.kind == .directory else { continue }
                try match(patterns.dropFirst(), below: reached, crossing: crossing, into: &found)
            } else if patterns.count == 1, try isTaken(reached, entry) {
                found.append(SelectedSource(path: reached, entry: entry, name: name))
            }
        }
    }

    /// Whether a source is not left out, or is a folder with something in it that is taken back in.
    private func isTaken(_ path: FilePath, _ entry: SourceEntry) throws -> Bool {
        guard isIgnored(path) else { return true }
        guard entry.kind == .directory, ignored.mayTakeBack(below: path.string) else {
            return false
        }
        return try holdsAnything(path, below: path)
    }

    /// Whether something in a folder is not left out.
    func holdsAnything(_ path: FilePath, below top: FilePath) throws -> Bool {
        for inner in try content(of: path, below: top) {
            if !inner.isOptional { return true }
            if try holdsAnything(inner.path, below: top) { return true }
        }
        return false
    }

    /// Whether the context leaves a path out.
    func isIgnored(_ path: FilePath) -> Bool {
        !ignored.isEmpty && !path.isEmpty && ignored.ignores(path.string)
    }

    /// What is copied of a folder's content: names, with what they are.
    ///
    /// - Parameters:
    ///   - path: The folder.
    ///   - top: The source that it is below of, which exclusions are relative to.
    /// - Returns: In the order of the names; a folder that is left out but may hold something that is not comes too,
    ///   marked as to be made only if so.
    /// - Throws: `SystemError`.
    func content(of path: FilePath, below top: FilePath) throws -> [SelectedChild] {
        var children: [SelectedChild] = []
        for name in try files.names(in: path) {
            let child = path.appending(name)
            let isOut = isIgnored(child) || isExcluded(child, below: top)
            guard let entry = try files.entry(at: child) else { continue }
            if isOut {
                guard entry.kind == .directory, mayTakeBack(below: child, top) else { continue }
            }
            children.append(SelectedChild(name: name, path: child, entry: entry, isOptional: isOut))
        }
        return children
    }

    /// Whether the instruction leaves a path out.
    func isExcluded(_ path: FilePath, below top: FilePath) -> Bool {
        guard !excluded.isEmpty else { return false }
        var relative = path
        guard relative.removePrefix(top), !relative.isEmpty else {
            // A source that is a file itself is told by its name.
            return path.lastComponent.map { excluded.ignores($0.string) } ?? false
        }
        return excluded.ignores(relative.string)
    }

    private func mayTakeBack(below path: FilePath, _ top: FilePath) -> Bool {
        var relative = path
        _ = relative.removePrefix(top)
        return ignored.mayTakeBack(below: path.string)
            || excluded.mayTakeBack(below: relative.string)
    }

    /// Whether nothing at all is left out.
    var takesAll: Bool { ignored.isEmpty && excluded.isEmpty }
}

/// One name in a folder that is copied.
struct SelectedChild {
    var name: FilePath.Component
    var path: FilePath
    var entry: SourceEntry
    /// Whether it is left out itself, and only made for what is in it.
    var isOptional: Bool
}

/// Why a source of `COPY` means nothing.
struct SourceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One sentence without a full stop.
    let description: String
    /// What to do, where there is something to say.
    let fix: String?

    init(_ description: String, fix: String? = nil) {
        self.description = description
        self.fix = fix
    }
}
