import ArgumentParser
import Diagnostics
import Execution
import Frontends
import Git
import HostSystem
import Pipelines
import SystemPackage

/// Finds the list of tests in quarantine: in the tree that is run, as the pipeline's file is.
struct QuarantineFile {
    private let repository: Repository
    private let tree: ObjectID

    /// The file of a tree.
    init(_ repository: Repository, _ tree: ObjectID) {
        self.repository = repository
        self.tree = tree
    }

    /// The list; empty where the tree has none.
    ///
    /// Entries that have expired are told, and hold nothing.
    ///
    /// - Parameter style: How mistakes are shown.
    /// - Returns: The list.
    /// - Throws: `ExitCode` 2, after having told every mistake of the file.
    func read(_ style: OutputStyle) throws -> Quarantine {
        guard let entry = try repository.entry(at: Quarantine.path, in: tree),
            entry.kind == .file || entry.kind == .executable
        else { return Quarantine() }
        let (quarantine, diagnostics) = try Self.read(try repository.blob(entry.id))
        guard !diagnostics.containsError else { throw Console.refuse(diagnostics, style) }
        return quarantine
    }

    /// The mistakes of the file in the working directory, expired entries among them; nil where there is none.
    static func check() -> [Diagnostic]? {
        guard let file = try? OpenFile(opening: FilePath(Quarantine.path)) else { return nil }
        do {
            let bytes = try file.readAll(limit: PipelineFile.maximumSize, name: Quarantine.path)
            let (quarantine, diagnostics) = try read(bytes)
            return diagnostics + expired(quarantine, try source(bytes))
        } catch let error as DiagnosticError {
            return error.diagnostics
        } catch {
            return [Diagnostic(code: "unreadable", "\(error)")]
        }
    }

    private static func read(_ bytes: [UInt8]) throws -> (Quarantine, [Diagnostic]) {
        QuarantineReader.read(try source(bytes))
    }

    private static func source(_ bytes: [UInt8]) throws -> SourceFile {
        try SourceFile(name: Quarantine.path, bytes: bytes)
    }

    private static func expired(_ quarantine: Quarantine, _ file: SourceFile) -> [Diagnostic] {
        let today = CalendarDay(seconds: WallClock.now)
        return quarantine.tests.filter { $0.expires < today }.map { entry in
            Diagnostic(
                code: "expired",
                "the quarantine of \(entry.test.value) expired on \(entry.expires)",
                in: file,
                at: entry.test.range,
                fix: "take it away, or agree on another day with \(entry.owner)"
            )
        }
    }
}
