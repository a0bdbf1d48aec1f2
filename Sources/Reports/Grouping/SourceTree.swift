/// The files of the repository, by which a trace's own frames are told from those of libraries.
package struct SourceTree: Sendable {
    /// The paths by the last name in them; nil where the files are not known.
    private let tracked: [Substring: [String]]?
    /// Where the tests saw the repository, with a slash behind it.
    private let workspace: String

    /// Folders that hold other people's code, wherever they stand.
    private static let foreignFolders = [
        "node_modules", "site-packages", "dist-packages", ".build", ".cargo", ".rustup", "vendor",
        ".venv", "rustc",
    ]

    /// A tree whose files are not known: a relative path is taken for one of them, and an absolute
    /// one below the workspace, unless it lies in a folder for other people's code.
    package init(workspace: String = "/workspace") {
        self.workspace = workspace.hasSuffix("/") ? workspace : workspace + "/"
        tracked = nil
    }

    /// A tree with known files.
    ///
    /// - Parameters:
    ///   - paths: Relative to the repository's root.
    ///   - workspace: The absolute path of the root as the tests saw it.
    package init(tracking paths: some Sequence<String>, workspace: String = "/workspace") {
        self.workspace = workspace.hasSuffix("/") ? workspace : workspace + "/"
        tracked = Dictionary(grouping: paths, by: Self.lastName)
    }

    /// The path in the repository of what a trace names.
    ///
    /// - Parameter written: A path as it stands in a trace: absolute, relative to any folder, or
    ///   only a name, as Java's traces have it. A name that several files have is none of them.
    /// - Returns: A path relative to the root; nil for what is not of the repository.
    package func path(of written: String) -> String? {
        guard let tracked else { return guessed(written) }
        let path = Self.withoutDots(relative(written) ?? written)
        let candidates = tracked[Self.lastName(path)] ?? []
        if candidates.contains(path) { return path }
        let longer = candidates.filter { path.hasSuffix("/" + $0) }
        if let longest = longer.max(by: { $0.utf8.count < $1.utf8.count }) { return longest }
        let shorter = candidates.filter { $0.hasSuffix("/" + path) }
        return shorter.count == 1 ? shorter.first : nil
    }

    /// The place that a failure comes from: the innermost one in the repository.
    ///
    /// - Parameter text: A message with its trace. Python tells the innermost frame last, everybody
    ///   else first.
    /// - Returns: The place; nil where the text names none in the repository.
    package func topFrame(of text: String) -> SourceFrame? {
        let own = FrameSearch(text).frames.compactMap { frame in
            path(of: frame.file).map { SourceFrame(file: $0, line: frame.line) }
        }
        guard let first = own.first, first.file.hasSuffix(".py") else { return own.first }
        return own.last { $0.file.hasSuffix(".py") }
    }

    private func guessed(_ written: String) -> String? {
        guard let path = relative(written) else { return nil }
        let folders = path.split(separator: "/").dropLast()
        let isForeign = folders.contains { Self.foreignFolders.contains(String($0)) }
        return isForeign || path.hasPrefix("node:") ? nil : Self.withoutDots(path)
    }

    /// A path below the workspace as a relative one; nil for an absolute path elsewhere.
    private func relative(_ written: String) -> String? {
        if written.hasPrefix(workspace) { return String(written.dropFirst(workspace.count)) }
        return written.hasPrefix("/") ? nil : written
    }

    private static func withoutDots(_ path: String) -> String {
        guard path.contains("./") else { return path }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.filter { $0 != "." }.joined(separator: "/")
    }

    private static func lastName(_ path: String) -> Substring {
        path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
    }
}
