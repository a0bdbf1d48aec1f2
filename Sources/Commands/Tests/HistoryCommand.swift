import ArgumentParser
import Execution
import Glibc
import History
import HostSystem
import Images
import SystemPackage

/// `cuvette history` looks after what is remembered of runs.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Look after what is remembered of runs.",
        subcommands: [Rebuild.self]
    )

    /// Makes the database anew.
    struct Rebuild: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rebuild",
            abstract: "Make the history anew of the runs in the store.",
            discussion: """
                What is known of runs whose folders are gone is lost. The old database is kept as history.sqlite.old \
                until the next time.
                """
        )

        @OptionGroup var common: CommonOptions

        func run() throws {
            let store = try common.openStore()
            do {
                let count = try HistoryStore.rebuild(in: store)
                Console.print("history knows \(Amounts.text(count, "run"))")
            } catch {
                throw Console.fail((error as? HistoryError)?.description ?? ErrorText.of(error))
            }
        }
    }
}
