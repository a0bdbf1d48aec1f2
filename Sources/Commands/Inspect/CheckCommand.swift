import ArgumentParser
import Diagnostics
import Frontends
import HostSystem
import Pipelines
import SystemPackage

/// `cuvette check` finds every mistake in pipeline files.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find every mistake in pipeline files, without running anything.",
        discussion: """
            Files on disk are read, committed or not. Without a name: cuvette.yml, .cuvette.yml or pipelines/*.yml, \
            and .cuvette/quarantine.yml.

            EXAMPLES
              cuvette check
              cuvette check pipelines/*.yml
            """
    )

    @Argument(help: "Pipeline files.")
    var files: [String] = []

    @Option(help: "When to use colours: auto, always, never.")
    var color = OutputStyle.ColorMode.auto

    func run() throws {
        let style = OutputStyle(color)
        let names = files.isEmpty ? Self.standardFiles() : files
        guard !names.isEmpty else {
            throw Console.fail(
                "there is no cuvette.yml, .cuvette.yml or pipelines/*.yml here",
                code: ExitCodes.wrongInput
            )
        }
        var isWrong = false
        for name in names {
            let diagnostics = Self.check(name)
            isWrong = isWrong || diagnostics.containsError
            Console.write(DiagnosticRenderer(color: style.color).render(diagnostics))
            if diagnostics.isEmpty { Console.print("\(name): \(style.green("ok"))") }
        }
        if files.isEmpty, let diagnostics = QuarantineFile.check() {
            isWrong = isWrong || diagnostics.containsError
            Console.write(DiagnosticRenderer(color: style.color).render(diagnostics))
            if diagnostics.isEmpty { Console.print("\(Quarantine.path): \(style.green("ok"))") }
        }
        if isWrong { throw ExitCode(ExitCodes.wrongInput) }
    }

    private static func check(_ name: String) -> [Diagnostic] {
        do {
            let bytes = try OpenFile(opening: FilePath(name)).readAll(
                limit: PipelineFile.maximumSize,
                name: name
            )
            let file = try SourceFile(name: name, bytes: bytes)
            return PipelineCheck.diagnostics(of: file)
        } catch let error as DiagnosticError {
            return error.diagnostics
        } catch {
            return [Diagnostic(code: "unreadable", "\(error)")]
        }
    }

    private static func standardFiles() -> [String] {
        for name in PipelineFile.standardNames where (try? OpenFile(opening: FilePath(name))) != nil
        { return [name] }
        guard let folder = try? Directory(opening: "pipelines"), let names = try? folder.names()
        else { return [] }
        return names.map(\.string).filter { $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") }.sorted()
            .map { "pipelines/\($0)" }
    }
}
