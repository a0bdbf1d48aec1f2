import Builds
import Git
import HostSystem
import Images
import SystemPackage

/// From a commit of many files to a folder that holds them.
struct SourceSection: Section {
    static let key = "c"
    static let title = "The files of a commit"
    static let needsRoot = false

    private static let files = 10_000
    private static let changed = 10

    private let workshop: Workshop
    private let tool: Tool

    init(_ workshop: Workshop, _ tool: Tool) {
        self.workshop = workshop
        self.tool = tool
    }

    func run() throws -> [Comparison] {
        let path = workshop.fresh("source")
        workshop.progress("making a repository of \(Self.files) files")
        var old = GeneratedFiles(seed: 1)
        var new = GeneratedFiles(seed: 2)
        let files = old.files(Self.files)
        let changes = new.files(Self.changed)
        _ = try GeneratedRepository(at: path, commits: [files, changes])
        let repository = try Repository(at: path)
        let first = try source("main~1", repository)
        let second = try source("main", repository)
        let layers = SourceLayersRun(of: repository.gitDirectory, in: workshop)
        let git = try GitCheckout(of: path, in: workshop)
        return [
            try whole(first, layers, git), try again(first, second, layers, git),
        ]
    }

    private func source(_ revision: String, _ repository: Repository) throws -> Source {
        let commit = try repository.commit(at: revision)
        return Source(commit: commit, tree: commit.tree, branch: "main", depth: 1)
    }

    private func whole(_ source: Source, _ layers: SourceLayersRun, _ git: GitCheckout) throws
        -> Comparison
    {
        var comparison = Comparison("\(Self.files) files, first time", unit: "ms")
        let commit = "\(source.commit.id)"
        let contenders = [
            Contender("cuvette, checkout with objects") { try layers.first(source) },
            Contender("git worktree add") { try git.worktree(commit) },
            Contender("git archive | tar x") { try git.archive(commit) },
        ]
        try Contest(workshop: workshop, rounds: workshop.rounds ?? 5).run(&comparison, contenders)
        comparison.expect(
            "no slower than git",
            "cuvette, checkout with objects",
            atMost: 1,
            times: "git worktree add"
        )
        return comparison
    }

    private func again(
        _ old: Source,
        _ new: Source,
        _ layers: SourceLayersRun,
        _ git: GitCheckout
    ) throws -> Comparison {
        var comparison = Comparison("The next commit, \(Self.changed) files differ", unit: "ms")
        let contenders = [
            Contender("cuvette") { try layers.next(old, new) },
            Contender("cuvette, the same commit again") { try layers.again(old) },
            Contender("git worktree add, all files") { try git.worktree("\(new.commit.id)") },
        ]
        try Contest(workshop: workshop, rounds: workshop.rounds ?? 5).run(&comparison, contenders)
        comparison.expect(
            "10 times faster than git's full checkout",
            "git worktree add, all files",
            atLeast: 10,
            times: "cuvette"
        )
        try layers.close()
        return comparison
    }
}
