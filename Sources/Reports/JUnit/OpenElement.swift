/// An element whose end tag has not come yet.
struct OpenElement {
    /// Which element it is.
    let tag: JUnitElement
    /// Where its tag stands.
    let offset: Int
    /// The suite of the cases directly inside; nil beside all suites.
    var suite: Int?
    /// The counts that cases directly inside add to.
    var scope: Int
    /// What it holds; nil where that means nothing.
    var text: CollectedText?
    /// Whether its text is output of the innermost case and goes there piece by piece.
    var feedsCase = false
    /// What it says went wrong.
    var problem: TestProblem?
    /// The outputs of the attempt that it tells of.
    var output = ""
    var errorOutput = ""
    /// The property it gives; its value may yet come as text.
    var property: TestProperty?
}

/// A text that is often the same as the one before, so that both can share their memory.
struct RepeatedText {
    private var range: Range<Int>?
    private var text = ""

    /// The remembered text, if a stretch of a document has the same bytes.
    func text(of wanted: Range<Int>, in bytes: [UInt8]) -> String? {
        guard let range, range.count == wanted.count else { return nil }
        return bytes[range] == bytes[wanted] ? text : nil
    }

    /// Remembers a text and the stretch it came from.
    mutating func remember(_ text: String, of range: Range<Int>) {
        self.range = range
        self.text = text
    }
}

/// A number for each kind of element; every tag asks for one, so there is nothing to hash.
struct ElementCounts {
    private var counts = Array(repeating: 0, count: JUnitElement.allCases.count)

    subscript(_ element: JUnitElement) -> Int {
        get { counts[element.rawValue] }
        set { counts[element.rawValue] = newValue }
    }
}
