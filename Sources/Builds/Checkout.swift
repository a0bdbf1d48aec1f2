import Git
import HostSystem
import Images
import SystemPackage

/// The `.git` of a checkout: HEAD, branch, tags in reach, and the history up to a depth; never the user's own.
struct Checkout {
    private let source: Source
    private let window: HistoryWindow
    private let origin: String?

    /// Reads what the checkout will hold.
    init(of source: Source, from repository: Repository) throws {
        self.source = source
        window = try repository.window(from: source.commit, depth: source.depth)
        origin = repository.originURL()
    }

    /// The name of its layer: the commit, and a hash of all else that is in it.
    func name(on trees: SnapshotChain) -> SnapshotName {
        var key = "depth \(source.depth)\ntree \(source.tree)\n"
        for file in files { key += "\(file.path)\n\(file.text)\n" }
        // The layers below hold the objects of the tree itself.
        for layer in trees.snapshots { key += "layer \(layer.name)\n" }
        let hash = Repository.blobID(of: Array(key.utf8))
        return SnapshotName("checkout-\(source.commit.id)-\(hash.short)")
    }

    /// Writes it.
    ///
    /// - Parameters:
    ///   - directory: The `.git` that is being made.
    ///   - packs: Its `objects/pack`.
    ///   - repository: Where objects are read.
    /// - Throws: `SystemError`, `GitError`, `Errno`.
    func write(
        into directory: borrowing Directory,
        packs: FilePath,
        from repository: Repository
    ) throws {
        _ = try directory.makeDirectory("refs/heads", mode: 0o755)
        _ = try directory.makeDirectory("refs/tags", mode: 0o755)
        _ = try directory.makeDirectory("objects/info", mode: 0o755)
        _ = try directory.makeDirectory("info", mode: 0o755)
        for file in files {
            try directory.writeFile(FilePath(file.path), Array(file.text.utf8), mode: 0o644)
        }
        try writeHistory(to: packs, from: repository)
    }

    private var files: [(path: String, text: String)] {
        var files = [
            ("HEAD", source.branch.map { "ref: refs/heads/\($0)\n" } ?? "\(source.commit.id)\n"),
            ("config", config),
            ("packed-refs", references),
        ]
        if !window.boundary.isEmpty {
            files.append(("shallow", window.boundary.sorted().map { "\($0)\n" }.joined()))
        }
        return files
    }

    /// Files are trusted by size and time alone: inode numbers and change times differ between host and container.
    private var config: String {
        var text = """
            [core]
            \trepositoryformatversion = 0
            \tfilemode = true
            \tbare = false
            \tlogallrefupdates = true
            \ttrustctime = false
            \tcheckStat = minimal

            """
        // A newline or quote in a URL would end the value; no real one has either.
        if let origin, !origin.contains(where: { $0.isNewline || $0 == "\"" || $0 == "\\" }) {
            text += """
                [remote "origin"]
                \turl = "\(origin)"
                \tfetch = +refs/heads/*:refs/remotes/origin/*

                """
        }
        return text
    }

    private var references: String {
        var lines = window.tags.map { "\($0.target) refs/tags/\($0.name)\n" }
        if let branch = source.branch { lines.append("\(source.commit.id) refs/heads/\(branch)\n") }
        // git looks a name up by bisection, so the lines are in the order of the names' bytes.
        lines.sort { $0.utf8.dropFirst(41).lexicographicallyPrecedes($1.utf8.dropFirst(41)) }
        return "# pack-refs with: sorted\n" + lines.joined()
    }

    private func writeHistory(to packs: FilePath, from repository: Repository) throws {
        var pack = try PackWriter(in: packs, label: "history")
        for id in try historyObjects(from: repository) {
            try repository.withObject(id) { kind, bytes in try pack.append(kind, id, bytes) }
        }
        try pack.finish()
    }

    /// The commits and tags, and the trees and blobs of older commits that the source's own tree lacks; each once.
    private func historyObjects(from repository: Repository) throws -> [ObjectID] {
        var objects = window.commits.map(\.id)
        objects += window.tags.filter { $0.target != $0.commit }.map(\.target)
        for (newer, older) in pairs {
            let changes = try repository.changes(from: newer, to: older) { objects.append($0) }
            for case let entry? in changes.map(\.entry) where entry.kind != .submodule {
                objects.append(entry.id)
            }
        }
        var seen: Set<ObjectID> = []
        return objects.filter { seen.insert($0).inserted }
    }

    /// Each tree of the window beside that of a commit nearer to HEAD, from which it differs least.
    private var pairs: [(ObjectID, ObjectID)] {
        var tree: [ObjectID: ObjectID] = [:]
        for commit in window.commits { tree[commit.id] = commit.tree }
        var pairs: [(ObjectID, ObjectID)] = []
        if source.isWorktree { pairs.append((source.tree, source.commit.tree)) }
        for commit in window.commits {
            for parent in commit.parents {
                if let older = tree[parent] { pairs.append((commit.tree, older)) }
            }
        }
        return pairs
    }
}
