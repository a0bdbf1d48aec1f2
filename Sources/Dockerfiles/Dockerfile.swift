package import Diagnostics

/// A Dockerfile: what it says, with the place of each part, and nothing replaced or run yet.
///
/// Source: BuildKit's Dockerfile reference.
package struct Dockerfile: Sendable, Hashable {
    /// What the file is called where nobody says it: the first of these that is there.
    package static let standardNames = ["Dockerfile", "Containerfile", "dockerfile"]

    /// The text.
    package var file: SourceFile
    /// How it is read.
    package var directives: ParserDirectives
    /// The `ARG`s before the first `FROM`.
    package var globalArguments: [ArgumentDefinition]
    /// At least one.
    package var stages: [Stage]
    /// What is right and likely not meant.
    package var warnings: [Diagnostic]

    /// Reads a file.
    ///
    /// - Parameter file: Its text.
    /// - Throws: `DiagnosticError` with all the mistakes of the file.
    package init(_ file: SourceFile) throws(DiagnosticError) {
        let findings = Findings(file)
        let directives = ParserDirectives(of: file, findings)
        var reader = LineReader(file, escape: directives.escape, findings)
        var assembler = StageAssembler(escape: directives.escape, findings)
        for raw in reader.all() { assembler.take(raw) }
        assembler.finish()
        self.file = file
        self.directives = directives
        globalArguments = assembler.globalArguments
        stages = assembler.stages
        warnings = []
        let told = findings.told
        guard !told.containsError else { throw DiagnosticError(told) }
        warnings = DockerfileCheck(self).apply(told)
        if warnings.containsError { throw DiagnosticError(warnings) }
    }

    /// The stage of a name or number, in any case.
    package func stage(_ name: String) -> Stage? {
        if let stage = stages.last(where: { $0.name?.value == name.lowercased() }) { return stage }
        guard let index = Int(name), stages.indices.contains(index) else { return nil }
        return stages[index]
    }
}
