package import Diagnostics
package import Pipelines

/// Reads the native dialect; docs/PIPELINE.md is its description.
package enum NativeFrontend {
    /// Reads a file and tells all that is wrong with it.
    ///
    /// It is pure: the same text gives the same answer, and no other file is looked at. Its time and memory are
    /// bounded by the size of the text, of which at most 1 MiB is taken.
    ///
    /// - Parameter file: The text, with the name under which mistakes speak of it.
    /// - Returns: The pipeline, nil after an error, and the mistakes in the order of the file, warnings too.
    package static func read(
        _ file: SourceFile
    ) -> (pipeline: Pipeline?, diagnostics: [Diagnostic]) {
        let document = YAMLDocument(reading: file)
        let findings = Findings(file)
        findings.add(document.diagnostics)
        guard let root = document.root else { return (nil, findings.told) }
        let pipeline = NativePipelineReader(findings: findings).pipeline(root)
        if let pipeline {
            checkNeeds(of: pipeline, findings)
            ReferenceCheck(pipeline: pipeline, findings: findings).run()
        }
        let diagnostics = findings.told
        return (diagnostics.containsError ? nil : pipeline, diagnostics)
    }

    private static func checkNeeds(of pipeline: Pipeline, _ findings: Findings) {
        do {
            _ = try JobGraph(pipeline).order()
        } catch {
            findings.add(error.diagnostics)
        }
    }
}
