import ArgumentParser
import Execution
import Git
import History
import Reports
import HostSystem
import Images
import SystemPackage

/// `cuvette tests` tells how the tests of a run did, and what history says of them.
struct TestsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tests",
        abstract: "Tell how tests did, since when they fail, how long they take, which are flaky.",
        discussion: """
            The tests of the last run are compared with those of a base: the last green run of the commit at which the \
            branch left the mainline, else the last run of the nearest ancestor that has one. Several filters show what \
            any of them lets through. A history strip shows the last runs, the latest on the right: "." passed, \
            "F" failed, "~" failed and passed, "s" skipped, " " was not there.

            EXAMPLES
              cuvette tests --failed
              cuvette tests --new --fixed --base v1.2
              cuvette tests --flaky --json
              cuvette tests --test t:3fa9c1
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var choice: TestChoice

    @Flag(help: "Tests that fail.")
    var failed = false

    @Flag(help: "Tests that the base does not have, and failures that it does not have.")
    var new = false

    @Flag(help: "Tests that pass and failed in the base.")
    var fixed = false

    @Flag(help: "Tests that are suspect, flaky, recovering or broken.")
    var flaky = false

    @Flag(help: "The slowest tests first, and whether they are slower than usual.")
    var slow = false

    @Option(
        name: .customLong("test"),
        help: ArgumentHelp("All about one test: its id or the beginning of it.", valueName: "id")
    )
    var testID: String?

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("How many tests are shown; 0 for all.", valueName: "n")
    )
    var limit = 50

    @Flag(help: "Print a JSON object.")
    var json = false

    func run() throws {
        do {
            let store = try common.openStore()
            let history = try HistoryStore(in: store)
            let run = try choice.run(in: history)
            if let testID { return try tell(testID, history, run) }
            let base = try choice.base(of: run, in: history, common)
            let overview = try OverviewMaker(history, of: run, base: base, now: WallClock.now)
                .overview()
            let rows = chosen(overview)
            if json {
                Console.print(TestsJSON(overview).text(rows))
            } else {
                let count = limit == 0 ? rows.count : limit
                TestsTable(overview, style: common.style).print(rows, limit: count)
            }
        } catch let code as ExitCode {
            throw code
        } catch let error as HistoryError {
            if case .unknown(let what) = error {
                throw Console.fail(what, code: ExitCodes.wrongInput)
            }
            throw Console.fail(error.description)
        } catch {
            throw Console.fail(ErrorText.of(error))
        }
    }

    private func tell(_ id: String, _ history: HistoryStore, _ run: RunEntry) throws {
        let biography = try history.biography(of: id, upTo: run, now: WallClock.now)
        if json {
            Console.print(TestsJSON.text(biography))
        } else {
            TestPrinter(biography, style: common.style).print()
        }
    }

    private func chosen(_ overview: TestOverview) -> [TestOverview.Row] {
        var rows = overview.rows
        if failed || new || fixed || flaky {
            rows = rows.filter { row in
                failed && row.result.outcome.isFailing && !row.changes.contains(.removed)
                    || new && !row.changes.isDisjoint(with: [.new, .newlyFailing])
                    || fixed && row.changes.contains(.fixed)
                    || flaky && (row.judgement.state != .healthy || row.result.isFlaky)
            }
        }
        if slow {
            rows = rows.filter { $0.result.duration != nil && !$0.changes.contains(.removed) }
            rows.sort { ($0.result.duration ?? .zero) > ($1.result.duration ?? .zero) }
        }
        return rows
    }
}
