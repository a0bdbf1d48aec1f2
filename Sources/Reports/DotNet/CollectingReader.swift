/// A reader of an XML document of which the texts of a few elements are wanted.
protocol CollectingReader {
    /// What becomes of the document.
    var draft: ReportDraft { get set }
    /// The text of the element that is wanted.
    var texts: CollectedElements { get set }

    /// A reader at the beginning of a document.
    init(_ bytes: [UInt8], _ source: ReportSource)
    /// Takes a start tag.
    mutating func begin(_ tag: XMLWalk.Tag)
    /// Takes the end of an element inside another, if it is inside one.
    mutating func end(_ name: String, in parent: String?)
    /// Takes the end of the document.
    mutating func finish()
}

extension CollectingReader {
    /// Reads a document.
    static func read(_ bytes: [UInt8], _ source: ReportSource) -> TestReport {
        var reader = Self(bytes, source)
        var walk = XMLWalk(bytes, depthMax: source.limits.depthMax)
        while let event = walk.next(telling: &reader.draft.log) {
            switch event {
            case .open(let tag): reader.begin(tag)
            case .text(let range, let form): reader.texts.append(range, form)
            case .close(let name): reader.end(name, in: walk.names.last)
            }
        }
        reader.draft.isIncomplete = walk.isCut
        reader.finish()
        return reader.draft.finished()
    }
}
