import Expressions
import Glibc
import HostSystem
import SystemPackage

/// What a step costs beside its command, and how soon one that wrote much is over.
struct StepSection: Section {
    static let key = "b"
    static let title = "Steps of one job"
    static let needsRoot = false

    private static let steps = 100
    private static let written = 200 << 20

    private let workshop: Workshop
    private let tool: Tool

    init(_ workshop: Workshop, _ tool: Tool) {
        self.workshop = workshop
        self.tool = tool
    }

    func run() throws -> [Comparison] {
        let path = workshop.fresh("steps")
        _ = try GeneratedRepository(
            at: path,
            pipelines: [
                ("host.yml", Self.pipeline(image: "host", Self.steps, "'true'")),
                ("host1.yml", Self.pipeline(image: "host", 1, "'true'")),
                ("scratch.yml", Self.pipeline(image: "scratch", Self.steps, "./true")),
                ("scratch1.yml", Self.pipeline(image: "scratch", 1, "./true")),
                ("empty.yml", Self.pipeline(image: "scratch", 1, "./fill, file, '0'")),
                ("full.yml", Self.pipeline(image: "scratch", 1, "./fill, file, '\(Self.written)'")),
            ],
            tool
        )
        let run = try CuvetteRun(of: path, store: workshop.fresh("store-b"), in: workshop)
        return [try steps(run), try release(run)]
    }

    /// A job of equal steps.
    private static func pipeline(image: String, _ steps: Int, _ command: String) -> String {
        let step = "      - command: [\(command)]\n"
        return "image: \(image)\njobs:\n  many:\n    steps:\n"
            + String(repeating: step, count: steps)
    }

    /// The time of a long job without that of a short one, over the steps that it has more, without what the command
    /// takes when it is simply started.
    private func steps(_ run: CuvetteRun) throws -> Comparison {
        var comparison = Comparison("One step beside its command, of \(Self.steps)", unit: "ms")
        let host = try Program(installed: "true", [])
        let contenders = [
            Contender("image scratch") {
                try cost(run, "scratch", Program(tool.rootFileSystem.appending("bin/true"), []))
            },
            Contender("image host") { try cost(run, "host", host) },
        ]
        try Contest(workshop: workshop, rounds: workshop.rounds ?? 5).run(&comparison, contenders)
        comparison.expect("a step below 8 ms", "image scratch", below: 8)
        comparison.expect("a step below 8 ms", "image host", below: 8)
        return comparison
    }

    private func cost(_ run: CuvetteRun, _ name: String, _ command: Program) throws -> Double {
        let program = run.program(["--quiet", "--pipeline", "\(name).yml"])
        let short = run.program(["--quiet", "--pipeline", "\(name)1.yml"])
        let many = try milliseconds { try program.run() }
        let one = try milliseconds { try short.run() }
        var bare = Series("")
        for _ in 0..<10 { bare.add(try milliseconds { try command.run() }) }
        return (many - one) / Double(Self.steps - 1) - bare.median
    }

    private func release(_ run: CuvetteRun) throws -> Comparison {
        var comparison = Comparison(
            "From the command's last act to the end of its step",
            unit: "ms"
        )
        let contenders = [
            Contender("after writing 200 MiB") { try releaseTime(run, "full.yml") },
            Contender("after writing nothing") { try releaseTime(run, "empty.yml") },
        ]
        try Contest(workshop: workshop, rounds: workshop.rounds ?? 7).run(&comparison, contenders)
        comparison.expect("below 5 ms", "after writing 200 MiB", below: 5)
        return comparison
    }

    /// The command tells the time as its last act; the end of the step is when the event comes.
    private func releaseTime(_ run: CuvetteRun, _ pipeline: String) throws -> Double {
        var said: Double?
        var ended: Double?
        try run.events(["--pipeline", pipeline]) { event, time in
            switch (event["type"], event["text"]) {
            case (.string("line")?, .string(let text)?): said = Double(text)
            case (.string("step-ended")?, _): ended = time
            default: break
            }
        }
        guard let said, let ended else { throw Unavailable("the run told no time") }
        return (ended - said) / 1e6
    }
}
