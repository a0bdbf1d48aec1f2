import Foundation
import TestSupport
import Synchronization

/// A repository and a store of their own in a temporary folder, and the real program to run on them.
final class Workbench: Sendable {
    let folder: String
    let repository: RepositoryBuilder
    /// In the environment of every step, by way of the pipeline, to find processes by.
    let marker = "mark-\(UUID().uuidString)"
    private let pids = Mutex<[Int32]>([])

    var store: String { folder + "/store" }

    /// Makes the repository with one commit.
    ///
    /// - Parameters:
    ///   - jobs: What stands below `jobs:` of its cuvette.yml.
    ///   - top: Further keys of the pipeline.
    ///   - files: Further files, by path.
    /// - Throws: What git says.
    init(_ jobs: String, top: String = "", files: [String: String] = [:]) throws {
        folder = NSTemporaryDirectory() + "e2e-\(UUID().uuidString.prefix(8))"
        repository = try RepositoryBuilder(at: folder + "/repository")
        var files = files
        files["cuvette.yml"] = pipeline(jobs, top: top)
        try repository.commit("one", files)
    }

    deinit {
        let remover = try? SpawnedProgram(
            ["/bin/rm", "-rf", folder],
            environment: [:],
            directory: "/"
        )
        _ = try? remover?.wait()
    }

    /// A pipeline on the image of the host whose steps carry the marker; services carry it with `env: {MARK}`.
    func pipeline(_ jobs: String, top: String = "") -> String {
        let jobs = jobs.replacing("{MARK}", with: "{E2E_MARK: \(marker)}")
        return """
            name: test
            image: host
            env: {E2E_MARK: \(marker)}
            \(top)
            jobs:
            \(jobs.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(separator: "\n"))

            """
    }

    /// Runs the program and waits.
    @discardableResult
    func cuvette(
        _ arguments: String...,
        environment: [String: String] = [:],
        directory: String? = nil,
        seconds: Double = 300
    ) throws -> CuvetteRun {
        CuvetteRun(
            try start(arguments, environment: environment, directory: directory)
                .wait(seconds: seconds)
        )
    }

    /// `cuvette run --output json`, with further arguments.
    @discardableResult
    func run(
        _ arguments: String...,
        environment: [String: String] = [:],
        directory: String? = nil,
        seconds: Double = 300
    ) throws -> CuvetteRun {
        CuvetteRun(
            try start(
                ["run", "--output", "json"] + arguments,
                environment: environment,
                directory: directory
            ).wait(seconds: seconds)
        )
    }

    /// Starts the program.
    func start(
        _ arguments: [String],
        environment: [String: String] = [:],
        directory: String? = nil,
        program: String = Probe.product("cuvette")
    ) throws -> SpawnedProgram {
        let standard = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "CUVETTE_STORE": store]
        let started = try SpawnedProgram(
            [program] + arguments,
            environment: standard.merging(environment) { _, new in new },
            directory: directory ?? repository.path
        )
        pids.withLock { $0.append(started.pid) }
        return started
    }

    /// What to ask about leftovers of all runs so far.
    var host: HostState {
        HostState(marker: marker, store: store, pids: pids.withLock { $0 })
    }

    /// Collects what killed runs have left, until nothing is left of them: a process that such a run was just starting
    /// ends a moment after it, and holds on to its session until then.
    ///
    /// - Returns: What is still left after a minute.
    func leftoversOfTheKilled(_ options: String...) throws -> [String] {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            let collected = CuvetteRun(try start(["gc"] + options).wait())
            let left =
                collected.code == 0 ? host.leftovers() : [collected.stdout, collected.stderr]
            if left.isEmpty || ContinuousClock.now > deadline { return left }
            usleep(20_000)
        }
    }

    /// A file of the latest run's folder, as bytes.
    func kept(_ name: String, run: Int = 1) -> Data? {
        FileManager.default.contents(atPath: "\(store)/runs/\(run)/\(name)")
    }

    /// The names of the snapshots of the store.
    func snapshots() throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: store + "/snapshots"))
    }
}
