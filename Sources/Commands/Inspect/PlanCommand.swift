import ArgumentParser
import Execution
import HostSystem
import Images
import Pipelines
import SystemPackage

/// `cuvette plan` shows what would run.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what would run, in which order, without running it.",
        discussion: """
            Every matrix cell is shown, and every value that is known before the run.

            EXAMPLES
              cuvette plan
              cuvette plan --worktree --job test
              cuvette plan --format dot | dot -Tsvg > plan.svg
            """
    )

    @OptionGroup var source: SourceOptions
    @OptionGroup var common: CommonOptions

    @Option(help: "text, json, dot or mermaid.")
    var format = Format.text

    /// What the plan is written as.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, dot, mermaid
    }

    func run() throws {
        let repository = try common.openRepository()
        var session: Session?
        let resolved = try source.resolve(
            in: repository,
            objects: {
                let own = try Session(in: try common.openStore())
                session = own
                return try Workplace.objects(of: own)
            },
            common.style
        )
        withExtendedLifetime(session) {}
        switch format {
        case .text: Console.write(resolved.plan.text)
        case .json: Console.print(resolved.plan.json)
        case .dot: Console.write(resolved.plan.dot)
        case .mermaid: Console.write(resolved.plan.mermaid)
        }
    }
}
