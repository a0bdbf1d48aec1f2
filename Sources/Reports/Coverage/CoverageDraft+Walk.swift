extension CoverageDraft {
    /// Reads a coverage document in XML that tells all in its start tags.
    ///
    /// - Parameters:
    ///   - bytes: The document.
    ///   - source: Where it comes from.
    ///   - take: Takes a start tag.
    /// - Returns: The report; incomplete where the document is cut off.
    static func walk(
        _ bytes: [UInt8],
        _ source: ReportSource,
        _ take: (XMLWalk.Tag, inout CoverageDraft) -> Void
    ) -> CoverageReport {
        var draft = CoverageDraft(bytes, source)
        var walk = XMLWalk(bytes, depthMax: source.limits.depthMax)
        while let event = walk.next(telling: &draft.log) {
            if case .open(let tag) = event { take(tag, &draft) }
        }
        draft.isIncomplete = walk.isCut
        return draft.finished()
    }
}
