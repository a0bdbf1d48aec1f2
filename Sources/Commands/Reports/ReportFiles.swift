import ArgumentParser
import Glibc
import HostSystem
import Reports
import SystemPackage

/// The report files that a command line names.
struct ReportFiles: ParsableArguments {
    @Argument(help: ArgumentHelp("The reports; - is standard input.", valueName: "file"))
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "The folder that attachments in a report may lie in, as the tests saw it.",
            valueName: "dir"
        )
    )
    var workspace: String?

    /// The largest report that is read, in bytes.
    private static let sizeMax = 1 << 30

    func validate() throws {
        if files.isEmpty { throw ValidationError("name at least one report") }
    }

    /// What each file holds.
    func read() throws -> [ReportContent] {
        let reader = ReportReader(workspace: workspace)
        return try files.map { reader.read(try bytes(of: $0), file: $0) }
    }

    private func bytes(of file: String) throws -> [UInt8] {
        do {
            if file == "-" {
                let descriptor = dup(STDIN_FILENO)
                return try OpenFile(adopting: descriptor).readAll(limit: Self.sizeMax, name: "-")
            }
            return try OpenFile(opening: FilePath(file)).readAll(limit: Self.sizeMax, name: file)
        } catch {
            throw Console.fail("\(error)", code: ExitCodes.wrongInput)
        }
    }
}
