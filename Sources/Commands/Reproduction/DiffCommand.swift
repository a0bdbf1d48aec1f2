import ArgumentParser
import Execution
import Expressions
import HostSystem
import Images

/// `cuvette diff` shows which files a step added, changed and deleted, or how those behind two steps differ.
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what a kept step did to the files, or how two steps' files differ.",
        discussion: """
            With one step: what it added, changed and deleted. With two: the files behind the first compared with those \
            behind the second, such as the same step of a run that passed (kept with --keep) and of one that failed. \
            Times of files are not compared.

            EXAMPLES
              cuvette diff 42/test/3
              cuvette diff 42/test/3 --patch
              cuvette diff 41/test/3 42/test/3     what is otherwise since run 41?
            """
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: KeptPlace.help)
    var place: String?

    @Argument(
        help: ArgumentHelp("Another step, whose files are the new ones.", valueName: "other")
    )
    var other: String?

    @Flag(name: .shortAndLong, help: "Show the differences of texts, as \"diff -u\" does.")
    var patch = false

    @Flag(help: "Return 1 where something differs.")
    var exitCode = false

    @Flag(help: "Print a JSON array.")
    var json = false

    func run() async throws {
        let store = try common.openStore()
        let kept = try KeptPlace.findOne(place, in: store)
        let second = try other.map { try KeptPlace.findOne($0, in: store) }
        let workplace = try Workplace(common)
        defer { workplace.end() }
        let changes = try KeptPlace.report {
            let host = try workplace.containerHost()
            let job = try KeptJob(kept.job, in: kept.directory, workplace.session, of: host)
            guard let second else {
                return try job.changes(of: kept).changes(wantsPatches: patch)
            }
            let otherJob = try KeptJob(
                second.job,
                in: second.directory,
                workplace.session,
                of: host
            )
            return try job.changes(of: kept)
                .changes(to: otherJob.changes(of: second), wantsPatches: patch)
        }
        let text = ChangesText(changes: changes, style: common.style)
        if json {
            Console.print(Value.array(changes.map(ChangesText.json)).json(pretty: true))
        } else {
            text.show()
        }
        if exitCode, !changes.isEmpty { throw ExitCode(ExitCodes.failure) }
    }
}
