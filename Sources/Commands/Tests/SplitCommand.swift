import ArgumentParser
import Execution
import Expressions
import History
import HostSystem
import Pipelines

/// `cuvette split` shares test files out among shards by the time they took before.
struct SplitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split",
        abstract: "Print the test files of one shard, so that all shards take about as long.",
        discussion: """
            The times come from the test reports of the last runs in the store. The same files and runs give the same \
            split on every machine; where runs are added meanwhile, --as-of makes all shards look at the same ones. In a \
            pipeline, "shards:" and "split:" of a job do this by themselves.

            EXAMPLES
              cuvette split --shard 2/4 --files 'tests/**/test_*.py'
              git ls-files 'spec/*_spec.rb' | cuvette split --shard 1/3 --from-stdin
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("Which shard of how many.", valueName: "k/n"))
    var shard: ShardArgument

    @Option(
        help: ArgumentHelp(
            "A glob of files below the current directory; may be given several times.",
            valueName: "glob"
        )
    )
    var files: [String] = []

    @Flag(help: "Read the files' paths from standard input, one a line.")
    var fromStdin = false

    @Option(
        help: ArgumentHelp(
            "Only times of runs of this pipeline file. (default: of any)",
            valueName: "file"
        )
    )
    var pipeline: String?

    @Option(help: ArgumentHelp("Only times of this run and earlier ones.", valueName: "run"))
    var asOf: Int?

    @Flag(help: "Print all shards with their expected times as a JSON object.")
    var json = false

    func validate() throws {
        if files.isEmpty != fromStdin {
            throw ValidationError("give either --files or --from-stdin")
        }
    }

    func run() throws {
        do {
            let paths = fromStdin ? Self.standardInput() : try FolderListing.files(matching: files)
            guard !paths.isEmpty else {
                throw Console.fail("there are no files to share out", code: ExitCodes.nothingRan)
            }
            let history = try HistoryStore(in: try common.openStore())
            let timings = try history.timings(ofFile: pipeline, upTo: asOf)
            let split = TimedSplit(paths, into: shard.place.total, by: timings)
            if json { return Console.print(text(split, timings)) }
            for path in split.shards[shard.place.index - 1] { Console.print(path) }
            if split.knownFiles == 0 {
                Console.tell(
                    "note: no times are known of these files; they are shared out by number"
                )
            }
        } catch let code as ExitCode {
            throw code
        } catch {
            throw Console.fail((error as? HistoryError)?.description ?? ErrorText.of(error))
        }
    }

    private func text(_ split: TimedSplit, _ timings: FileTimings) -> String {
        let shards = split.shards.indices.map { index in
            Value.object(
                Object([
                    ("index", .number(Double(index + 1))),
                    ("duration", .number(split.durations[index] / .seconds(1))),
                    ("files", .array(split.shards[index].map { .string($0) })),
                ])
            )
        }
        return Value.object(
            Object([
                ("shard", .number(Double(shard.place.index))),
                ("total", .number(Double(shard.place.total))),
                ("known-files", .number(Double(split.knownFiles))),
                ("as-of", timings.asOf.map { .number(Double($0)) } ?? .null),
                ("shards", .array(shards)),
            ])
        ).json(pretty: true)
    }

    private static func standardInput() -> [String] {
        var seen: Set<String> = []
        var paths: [String] = []
        while let line = readLine() {
            if !line.isEmpty, seen.insert(line).inserted { paths.append(line) }
        }
        return paths
    }
}

/// `2/4` on the command line.
struct ShardArgument: ExpressibleByArgument {
    var place: ShardPlace

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let index = Int(parts[0]), let total = Int(parts[1]),
            (1...Bounds.shards).contains(total), (1...total).contains(index)
        else { return nil }
        place = ShardPlace(index: index, total: total)
    }
}
