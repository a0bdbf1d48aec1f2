import ArgumentParser
import Expressions
import HostSystem
import SystemPackage

/// `cuvette eval` evaluates an expression.
struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Evaluate an expression of ${{ }}.",
        discussion: """
            EXAMPLES
              cuvette eval "format('{0}-{1}', 'a', 1)"
              cuvette eval "github.ref == 'refs/heads/main'" --context github.json --json
            """
    )

    @Argument(help: "The expression, without ${{ }}.")
    var expression: String

    @Option(help: ArgumentHelp("An object whose keys are the contexts.", valueName: "file.json"))
    var context: String?

    @Flag(help: "Print {\"kind\": …, \"value\": …} or {\"error\": …}.")
    var json = false

    func run() throws {
        let contexts = try readContexts()
        let report =
            contexts.map { EvaluationReport(of: expression, contextsJSON: $0) }
            ?? EvaluationReport(of: expression)
        if json {
            Console.print(report.json)
        } else if let value = report.value {
            Console.print(value.isPrimitive ? value.text : value.json(pretty: true))
        } else {
            Console.tell("error: \(report.message ?? "the expression has no value")")
        }
        if !report.succeeded { throw ExitCode(ExitCodes.wrongInput) }
    }

    /// The arguments of the program with the expression of `eval` marked as one: it may begin with a minus.
    static func marked(_ arguments: [String]) -> [String] {
        guard arguments.first == "eval", !arguments.contains("--") else { return arguments }
        var options: [String] = []
        var expressions: [String] = []
        var rest = arguments.dropFirst()
        while let argument = rest.popFirst() {
            switch argument {
            case "--json", "-h", "--help", "--version": options.append(argument)
            case "--context": options += [argument] + [rest.popFirst()].compactMap { $0 }
            default:
                argument.hasPrefix("--context=")
                    ? options.append(argument) : expressions.append(argument)
            }
        }
        return ["eval"] + options + (expressions.isEmpty ? [] : ["--"]) + expressions
    }

    private func readContexts() throws -> String? {
        guard let context else { return nil }
        do {
            let bytes = try OpenFile(opening: FilePath(context)).readAll(
                limit: 64 << 20,
                name: context
            )
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            throw Console.fail("\(error)", code: ExitCodes.wrongInput)
        }
    }
}
