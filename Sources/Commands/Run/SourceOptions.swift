import ArgumentParser
import Builds
import Diagnostics
import Frontends
import Git
import Glibc
import Images
import OrderedCollections
import Pipelines
import SystemPackage

/// Which files are meant, which pipeline, and which of its jobs.
struct SourceOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The pipeline file. (default: cuvette.yml, .cuvette.yml, or the only file in pipelines/, of the commit)",
            valueName: "file"
        )
    )
    var pipeline: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The commit: a branch, tag, id or expression.", valueName: "rev")
    )
    var commit = "HEAD"

    @Flag(
        name: .shortAndLong,
        help:
            "Run the files as they lie on disk: tracked ones, and untracked ones that are not ignored."
    )
    var worktree = false

    @Option(
        name: [.customLong("job")],
        help: ArgumentHelp(
            "Only this job and what it needs; may be given several times.",
            valueName: "name"
        )
    )
    var jobs: [String] = []

    @OptionGroup var cells: CellOptions

    /// What is meant, found out.
    struct Resolved {
        var plan: Plan
        var source: Source
        var differingFiles: Int
        var warnings: [Diagnostic]
    }

    /// Finds out what is meant.
    ///
    /// - Parameters:
    ///   - repository: Where.
    ///   - objects: A folder for the objects of the working directory.
    ///   - style: How mistakes are shown.
    /// - Returns: The plan and the files.
    /// - Throws: `ExitCode` 2, after having said why.
    func resolve(in repository: Repository, objects: () throws -> FilePath, _ style: OutputStyle)
        throws -> Resolved
    {
        do {
            return try resolved(in: repository, objects: objects)
        } catch let error as DiagnosticError {
            throw Console.refuse(error.diagnostics, style)
        } catch let error as InputRefusal {
            throw error.exit
        } catch let error as GitError {
            throw InputRefusal(
                message: "\(error)\(error.hint.map { "\n  hint: \($0)" } ?? "")"
            ).exit
        }
    }

    /// The same without a word about what is wrong.
    ///
    /// - Parameters:
    ///   - repository: Where.
    ///   - pipelineTree: The tree that the pipeline is read from, where it is not that of the commit itself.
    ///   - objects: A folder for the objects of the working directory.
    /// - Returns: The plan and the files.
    /// - Throws: `InputRefusal`, `DiagnosticError`, `GitError`; what `objects` throws.
    func resolved(
        in repository: Repository,
        pipelineTree: ObjectID? = nil,
        objects: () throws -> FilePath
    ) throws -> Resolved {
        let commit = try repository.commit(at: commit)
        var source = Source(
            commit: commit,
            tree: commit.tree,
            branch: repository.branch(at: self.commit),
            depth: Bounds.defaultDepth
        )
        var differing = 0
        if worktree { differing = try useWorktree(of: repository, objects: objects, &source) }
        let file = try PipelineFile(
            repository: repository,
            tree: pipelineTree ?? source.tree,
            isWorktree: worktree
        ).find(pipeline)
        let (pipeline, warnings) = try Self.read(file)
        let inputs = try inputs(source, in: repository)
        let plan = try Pipelines.plan(pipeline, for: inputs)
        source.depth = plan.checkout.depth
        return Resolved(
            plan: plan,
            source: source,
            differingFiles: differing,
            warnings: warnings
        )
    }

    private func useWorktree(
        of repository: Repository,
        objects: () throws -> FilePath,
        _ source: inout Source
    ) throws -> Int {
        guard repository.workingDirectory != nil else {
            throw InputRefusal(
                message: "--worktree needs a working directory, and this repository is bare"
            )
        }
        guard commit == "HEAD" else {
            throw InputRefusal(message: "--worktree and --commit exclude each other")
        }
        let folder = try objects()
        let files = try repository.worktreeTree(objects: folder, head: source.commit)
        source.tree = files.tree
        source.objects = folder
        return files.differing
    }

    /// Reads a pipeline; warnings come along.
    static func read(_ file: SourceFile) throws -> (Pipeline, [Diagnostic]) {
        let (pipeline, diagnostics) = Dialect.native.read(file)
        guard let pipeline, !diagnostics.containsError else { throw DiagnosticError(diagnostics) }
        return (pipeline, diagnostics)
    }

    private func inputs(_ source: Source, in repository: Repository) throws -> RunInputs {
        var facts = GitFacts(sha: source.commit.id.description, tree: source.tree.description)
        facts.branch = source.branch
        facts.ref = source.branch.map { "refs/heads/\($0)" }
        if facts.branch == nil, let tag = try repository.tags().first(where: { $0.name == commit })
        {
            facts.tag = tag.name
            facts.ref = "refs/tags/\(tag.name)"
        }
        return RunInputs(
            git: facts,
            jobs: jobs,
            cells: try Self.pairs(cells.matrix, "--matrix"),
            variables: try Self.pairs(cells.variables, "--var")
        )
    }

    private static func pairs(_ texts: [String], _ option: String) throws -> OrderedDictionary<
        String, String
    > {
        var pairs: OrderedDictionary<String, String> = [:]
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw InputRefusal(message: "\(option) takes KEY=VALUE, unlike \"\(text)\"")
            }
            pairs[String(parts[0])] = String(parts[1])
        }
        return pairs
    }
}
