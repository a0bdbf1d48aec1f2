import Containers
import ArgumentParser
import Expressions
import Glibc
import HostSystem
import SystemPackage

/// Measures Cuvette against the floor and the peers that are installed.
@main
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cuvette-bench",
        abstract: "Measure Cuvette against what the machine allows and against its peers.",
        discussion: """
            Contenders take turns, so that other programs on the machine slow them all; what counts are the ratios, \
            which compare each round with itself. Nothing here passes or fails.
            """
    )

    @Option(
        help: ArgumentHelp(
            "Which sections: \(Sections.all.map { "\($0.key) (\($0.title))" }.joined(separator: ", ")).",
            valueName: "a,b,…"
        )
    )
    var only: String?

    @Option(help: ArgumentHelp("How many rounds, instead of each section's own.", valueName: "n"))
    var rounds: Int?

    @Flag(help: "Only Cuvette and its floors: for looking at a change.")
    var noPeers = false

    @Option(help: ArgumentHelp("Write all values to a file.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Where to measure; on the disk in question.", valueName: "dir"))
    var directory = "/var/tmp"

    /// Settles who we are before there is a second thread.
    static func main() {
        BenchIdentity.establish()
        main(nil)
    }

    func validate() throws {
        if let rounds, rounds < 1 { throw ValidationError("--rounds takes a number from 1") }
        for key in keys where !Sections.all.contains(where: { $0.key == key }) {
            throw ValidationError("there is no section \"\(key)\"")
        }
    }

    func run() throws {
        Interruption.watch()
        let workshop = try Workshop(
            below: FilePath(directory),
            rounds: rounds,
            withPeers: !noPeers
        )
        defer { workshop.clean() }
        do {
            let results = try measure(in: workshop)
            if let json { try ResultFile(results).write(to: FilePath(json)) }
        } catch is Interrupted {
            Terminal.say("cuvette-bench: stopped")
            throw ExitCode(130)
        }
    }

    private var keys: [String] {
        only.map { $0.split(separator: ",").map(String.init) } ?? Sections.all.map { $0.key }
    }

    private func measure(in workshop: Workshop) throws -> [SectionResult] {
        let tool = try Tool(in: workshop)
        var results: [SectionResult] = []
        for section in Sections.all where keys.contains(section.key) {
            print("\n\(section.key)  \(section.title)")
            guard !section.needsRoot || !BenchIdentity.rights.inUserNamespace else {
                print("  left out: only root can make these containers in this process")
                continue
            }
            let comparisons = try section.init(workshop, tool).run()
            workshop.progress("")
            for comparison in comparisons { print(ComparisonText(comparison: comparison).text) }
            fflush(nil)
            results.append(SectionResult(key: section.key, comparisons: comparisons))
        }
        return results
    }
}

/// What a section has found out.
struct SectionResult {
    var key: String
    var comparisons: [Comparison]
}
