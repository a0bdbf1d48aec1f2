/// A format that tells tests in XML of its own, each in a few elements.
protocol XMLDialect {
    /// A reader at the beginning of a document.
    init()
    /// Takes a start tag.
    ///
    /// - Parameters:
    ///   - tag: The tag; its element is the last of `names`.
    ///   - names: The open elements, outermost first.
    ///   - draft: Gets the cases.
    mutating func begin(_ tag: XMLWalk.Tag, in names: [String], _ draft: inout ReportDraft)
    /// Takes the end of an element.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - text: The text directly inside, without the white space around it.
    ///   - names: The elements around it, outermost first.
    ///   - draft: Gets the cases.
    mutating func end(
        _ name: String,
        _ text: String,
        in names: [String],
        _ draft: inout ReportDraft
    )
    /// Takes the end of the document, if it was not cut off.
    mutating func finish(_ draft: inout ReportDraft)
}

extension XMLDialect {
    mutating func finish(_ draft: inout ReportDraft) {}

    /// Reads a document.
    static func read(_ bytes: [UInt8], _ source: ReportSource) -> TestReport {
        var dialect = Self()
        var draft = ReportDraft(bytes, source)
        var walk = XMLWalk(bytes, depthMax: source.limits.depthMax)
        var texts: [CollectedText] = []
        while let event = walk.next(telling: &draft.log) {
            switch event {
            case .open(let tag):
                draft.hasContent = true
                texts.append(CollectedText(source.limits.text))
                dialect.begin(tag, in: walk.names, &draft)
            case .text(let range, let form):
                if !texts.isEmpty { texts[texts.count - 1].append(bytes, range, as: form) }
            case .close(let name):
                let text = texts.popLast()?.finished(source.limits.text, keepsColours: true).text
                dialect.end(name, (text ?? "").trimmingXMLSpace, in: walk.names, &draft)
            }
        }
        draft.isIncomplete = draft.isIncomplete || walk.isCut
        if !walk.isCut { dialect.finish(&draft) }
        return draft.finished()
    }
}

extension String {
    /// The text without white space at its ends.
    var trimmingXMLSpace: String {
        guard utf8.first?.isXMLSpace == true || utf8.last?.isXMLSpace == true else { return self }
        let start = utf8.firstIndex { !$0.isXMLSpace } ?? endIndex
        let end = utf8.lastIndex { !$0.isXMLSpace }.map(utf8.index(after:)) ?? start
        return String(self[start..<end])
    }
}
