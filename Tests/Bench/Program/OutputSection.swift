import SystemPackage

/// A command that writes as fast as it can, and what keeps its output.
struct OutputSection: Section {
    static let key = "d"
    static let title = "1 GiB of output"
    static let needsRoot = false

    private static let bytes = 1 << 30

    private let workshop: Workshop
    private let tool: Tool

    init(_ workshop: Workshop, _ tool: Tool) {
        self.workshop = workshop
        self.tool = tool
    }

    func run() throws -> [Comparison] {
        let podman: Result<Podman, any Error> = Result {
            guard workshop.withPeers else { throw Unavailable("not asked for") }
            return try Podman(tool, in: workshop)
        }
        defer { try? podman.get().close() }
        return [
            try compare("1 GiB of output without a line feed", length: 0, podman),
            try compare("1 GiB of output in lines of 80 bytes", length: 80, podman),
        ]
    }

    private func compare(_ title: String, length: Int, _ podman: Result<Podman, any Error>) throws
        -> Comparison
    {
        var comparison = Comparison(title, unit: "MiB/s")
        let words = ["\(Self.bytes)", "\(length)"]
        let path = workshop.fresh("output")
        let pipeline =
            "image: scratch\njobs:\n  write:\n    steps:\n      - command: [./emit, '\(words[0])', '\(words[1])']\n"
        _ = try GeneratedRepository(at: path, pipelines: [("cuvette.yml", pipeline)], tool)
        var contenders = [
            Contender("cuvette run --quiet") { try own(path) },
            Contender("floor: command | cat > file") {
                try piped(Program(tool.rootFileSystem.appending("bin/emit"), words))
            },
        ]
        if workshop.withPeers {
            contenders.append(
                Contender("podman run | cat > file") {
                    try piped(try podman.get().run(["/bin/emit"] + words))
                }
            )
        }
        try Contest(workshop: workshop, rounds: workshop.rounds ?? 3).run(&comparison, contenders)
        comparison.expect(
            "no slower than podman",
            "cuvette run --quiet",
            atLeast: 1,
            times: "podman run | cat > file"
        )
        return comparison
    }

    private func own(_ repository: FilePath) throws -> Double {
        let run = try CuvetteRun(
            of: repository,
            store: workshop.fresh("store-d"),
            in: workshop
        )
        let time = try milliseconds { try run.program(["--quiet"]).run() }
        try workshop.remove(run.store)
        return Self.rate(time)
    }

    /// A shell starts the command with its output in a pipe to `cat`.
    private func piped(_ command: Program) throws -> Double {
        let file = workshop.fresh("file")
        var shell = try Program(
            installed: "sh",
            ["-c", "file=$1; shift; \"$@\" | cat > \"$file\"", "sh", file.string]
                + [command.path.string] + command.arguments
        )
        shell.environment = command.environment
        shell.mountNamespace = command.mountNamespace
        let time = try milliseconds { try shell.run() }
        try workshop.remove(file)
        return Self.rate(time)
    }

    private static func rate(_ milliseconds: Double) -> Double {
        Double(bytes >> 20) / (milliseconds / 1000)
    }
}
