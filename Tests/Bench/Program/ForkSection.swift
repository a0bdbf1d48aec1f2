import HostSystem
import SystemPackage

/// What it costs to run a kept step again from its snapshot, beside the step's command.
struct ForkSection: Section {
    static let key = "i"
    static let title = "Forks of one snapshot"
    static let needsRoot = false

    private static let forks = 200

    private let workshop: Workshop
    private let tool: Tool

    init(_ workshop: Workshop, _ tool: Tool) {
        self.workshop = workshop
        self.tool = tool
    }

    private static let pipeline = """
        image: host
        jobs:
          many:
            steps:
              - run: mkdir made; echo made > made/file
              - command: ['true']

        """

    func run() throws -> [Comparison] {
        let path = workshop.fresh("forks")
        _ = try GeneratedRepository(at: path, pipelines: [("cuvette.yml", Self.pipeline)], tool)
        let run = try CuvetteRun(of: path, store: workshop.fresh("store-i"), in: workshop)
        try run.program(["--quiet", "--keep"]).run()
        var comparison = Comparison("One fork beside its command, of \(Self.forks)", unit: "ms")
        let command = try Program(installed: "true", [])
        let contenders = [
            Contender("one after the other") { try cost(run, 1, command) },
            Contender("two at once") { try cost(run, 2, command) },
        ]
        try Contest(workshop: workshop, rounds: workshop.rounds ?? 5).run(&comparison, contenders)
        comparison.expect("a fork below 10 ms", "one after the other", below: 10)
        return [comparison]
    }

    /// The time of many forks without that of one, over the forks that are more, without what the command takes when it
    /// is simply started.
    private func cost(_ run: CuvetteRun, _ parallel: Int, _ command: Program) throws -> Double {
        let many = try milliseconds { try forks(run, Self.forks, parallel).run() }
        let one = try milliseconds { try forks(run, 1, 1).run() }
        var bare = Series("")
        for _ in 0..<10 { bare.add(try milliseconds { try command.run() }) }
        return (many - one) / Double(Self.forks - 1) - bare.median
    }

    private func forks(_ run: CuvetteRun, _ count: Int, _ parallel: Int) -> Program {
        Program(
            run.path,
            [
                "reproduce", "1/many/2", "--store", run.store.string, "--times", "\(count)",
                "--jobs", "\(parallel)", "--json",
            ]
        )
    }
}
