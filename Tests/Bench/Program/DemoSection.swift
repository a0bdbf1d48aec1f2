import HostSystem
import SystemPackage

/// The real program on a small pipeline: how long it takes and how much memory.
struct DemoSection: Section {
    static let key = "e"
    static let title = "A small pipeline"
    static let needsRoot = false

    private let workshop: Workshop
    private let tool: Tool

    init(_ workshop: Workshop, _ tool: Tool) {
        self.workshop = workshop
        self.tool = tool
    }

    private static let pipeline = """
        name: small
        image: host
        jobs:
          build:
            steps:
              - run: echo building > result
              - run: test -s result
          check:
            matrix:
              kind: [one, two]
            steps:
              - run: echo "checking ${{ matrix.kind }}"
          publish:
            needs: [build, check]
            steps:
              - run: git log --oneline -1

        """

    func run() throws -> [Comparison] {
        let path = workshop.fresh("demo")
        _ = try GeneratedRepository(at: path, pipelines: [("cuvette.yml", Self.pipeline)], tool)
        let run = try CuvetteRun(of: path, store: workshop.fresh("store-e"), in: workshop)
        var time = Comparison("A pipeline of 4 jobs and 5 steps, wall time", unit: "ms")
        var memory = Comparison("The same, peak resident memory of cuvette", unit: "MiB")
        let contest = Contest(workshop: workshop, rounds: workshop.rounds ?? 7)
        try contest.run(
            &time,
            [
                Contender("cuvette run") { try milliseconds { try run.program([]).run() } },
                Contender("cuvette --version") {
                    try milliseconds { try Program(run.path, ["--version"]).run() }
                },
            ]
        )
        try contest.run(&memory, [Contender("cuvette run") { try peak(of: run.program([])) }])
        memory.expect("below 60 MiB", "cuvette run", below: 60)
        return [time, memory]
    }

    /// In MiB.
    private func peak(of program: Program) throws -> Double {
        let file = workshop.path.appending("peak")
        var measuring = Program(
            tool.rootFileSystem.appending("bin/peak"),
            [program.path.string] + program.arguments
        )
        measuring.output = file
        try measuring.run()
        let bytes = try OpenFile(opening: file).readAll(limit: 64, name: "the peak")
        guard let kilobytes = Double(String(decoding: bytes.dropLast(), as: UTF8.self)) else {
            throw Unavailable("it told no figure")
        }
        return kilobytes / 1024
    }
}
