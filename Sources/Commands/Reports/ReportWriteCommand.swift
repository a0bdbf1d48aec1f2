import ArgumentParser
import Execution
import HostSystem
import Reports

/// `cuvette report write` writes a run or report files in other forms.
struct ReportWriteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write",
        abstract: "Write a run, or report files, in other forms.",
        discussion: """
            FORMAT is one of \(ReportTarget.words). The file "-" is standard output; folders are made where they are \
            missing. Of several files all tests go into one report, attempts at one test together. The end that a report \
            lacks becomes a test that failed.

            EXAMPLES
              cuvette report write 42 --report html=report.html
              cuvette report write build/*.xml --report markdown=summary.md --report badge=tests.svg
              cuvette report write results.tap --report junit:gitlab=junit.xml
              cuvette report write 42 --report github

            EXIT CODES
              0  written, whether tests failed or not
              2  nothing could be recovered from a file; the others are written
              3  a file could not be written
            """
    )

    @Option(
        help: ArgumentHelp(
            "Where runs are kept. (default: $CUVETTE_STORE, else /var/lib/cuvette for root and ~/.local/share/cuvette for others)",
            valueName: "dir"
        )
    )
    var store: String?

    @OptionGroup var input: ReportFiles

    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "What to write where; may be given several times.",
            valueName: "format[:profile]=path"
        ),
        transform: ReportTarget.init(parsing:)
    )
    var targets: [ReportTarget] = []

    func validate() throws {
        if targets.isEmpty { throw ValidationError("say what to write: --report FORMAT=PATH") }
    }

    func run() throws {
        let press = ReportPress(targets: targets)
        if let run = try recordedRun() { return try Self.write(run.report, run.context, press) }
        let contents = try input.read()
        for content in contents {
            guard case .coverage(let report, _) = content else { continue }
            throw Console.fail(
                "\(report.file) holds coverage and no tests\n  hint: \"cuvette report show\" prints it",
                code: ExitCodes.wrongInput
            )
        }
        for warning in contents.flatMap(\.tests.warnings) { ReportPrinter.tell(warning) }
        var context = ReportContext()
        context.version = CuvetteCommand.version
        var report = TestReport.merged(contents.map(\.tests))
        if let ends = TestReport.earlyEnds(of: contents.map(\.tests)) { report.suites.append(ends) }
        try Self.write(report, context, press)
        if !contents.allSatisfy(\.isRecovered) { throw ExitCode(ExitCodes.wrongInput) }
    }

    /// The run, if it is one that is named.
    private func recordedRun() throws -> RecordedRun? {
        guard input.files.count == 1, let number = Int(input.files[0]) else { return nil }
        let store = try CommonOptions.openStore(store)
        do {
            guard try RunDirectory.numbers(in: store).contains(number) else {
                throw Console.fail(
                    "there is no run \(number)\n  hint: \"cuvette runs\" lists them; of a file with that name write ./\(number)",
                    code: ExitCodes.wrongInput
                )
            }
            return try RecordedRun(RunDirectory(number, in: store))
        } catch let error as SystemError {
            throw Console.fail("\(error)")
        }
    }

    /// Writes a report to all targets, or tells which could not be.
    static func write(_ report: TestReport, _ context: ReportContext, _ press: ReportPress) throws {
        do throws(SystemError) {
            try press.write(report, context)
        } catch {
            throw Console.fail("\(error)")
        }
    }
}
