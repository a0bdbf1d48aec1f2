import ArgumentParser
import Reports

/// `cuvette report show` prints the totals and failures of report files.
struct ReportShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print the totals and failures of reports.",
        discussion: """
            Tests are counted, whatever a report says of itself. What was wrong with a file is told on standard error \
            with file, line and column.

            EXAMPLES
              cuvette report show build/test-results/*.xml
              go test -json ./... | cuvette report show -
              cuvette report show results.xml --json

            EXIT CODES
              0  read, and nothing failed
              1  a test failed, or a stream of results (TAP, go test …) ends without its end
              2  nothing could be recovered from a file
            """
    )

    @OptionGroup var input: ReportFiles

    @Flag(help: "Print a JSON object.")
    var json = false

    @Option(help: "When to use colours: auto, always, never.")
    var color = OutputStyle.ColorMode.auto

    func run() throws {
        let contents = try input.read()
        let listing = ReportListing(contents)
        if json {
            Console.write(String(decoding: listing.json(), as: UTF8.self))
        } else {
            ReportPrinter(OutputStyle(color)).print(contents, listing)
        }
        if listing.totals.failed + listing.totals.errors > 0 { throw ExitCode(ExitCodes.failure) }
        if !contents.allSatisfy(\.isRecovered) { throw ExitCode(ExitCodes.wrongInput) }
        if contents.contains(where: \.hasNoEnd) { throw ExitCode(ExitCodes.failure) }
    }
}
