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
        memory.series = [Series("cuvette run")]
        let contender = Contender("cuvette run") {
            var peak: UInt64 = 0
            let time = try milliseconds { peak = try run.program([]).run() }
            memory.series[0].add(Double(peak) / 1_048_576)
            return time
        }
        try Contest(workshop: workshop, rounds: workshop.rounds ?? 7).run(&time, [contender])
        memory.expect("below 60 MiB", "cuvette run", below: 60)
        return [time, memory]
    }
}
