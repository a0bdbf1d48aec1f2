/// The marks that a test prints to say something to whoever reads its report, each as
/// `[[NAME|value]]`.
///
/// Source: Jenkins' junit-attachments plugin and GitLab (`ATTACHMENT`), Testmo's JUnit conventions
/// (`PROPERTY`, with `name=value`).
struct OutputMarks {
    /// The paths and addresses of attachments, as written.
    private(set) var attachments: [String] = []
    /// The properties.
    private(set) var properties: [TestProperty] = []

    /// The longest mark that is read, in bytes.
    private static let lengthMax = 4_096

    /// Looks for marks in a stretch of a document.
    ///
    /// - Parameters:
    ///   - bytes: The document in UTF-8.
    ///   - range: The raw text of an output element, or a part of it.
    ///   - form: How references in it are meant.
    ///   - max: How many marks of each kind to keep.
    mutating func scan(_ bytes: [UInt8], _ range: Range<Int>, as form: XMLText.Form, max: Int) {
        // Both are searched for once and not again for each mark, of which there may be a million.
        var end = NextPlace("]]", in: range)
        var lineEnd = NextPlace("\n", in: range)
        var index = range.lowerBound
        while index + 1 < range.upperBound {
            guard
                bytes[index] == 0x5B, bytes[index + 1] == 0x5B,
                let bar = Self.bar(bytes, index), bar < range.upperBound
            else {
                index += 1
                continue
            }
            let close = end.place(from: bar, in: bytes)
            let isWhole = close < min(lineEnd.place(from: bar, in: bytes), bar + Self.lengthMax)
            if isWhole {
                let isAttachment = bytes[index + 2] == 0x41
                keep(Self.text(bytes, (bar + 1)..<close, as: form), isAttachment, max: max)
            }
            index = isWhole ? close + 2 : bar
        }
    }

    /// The bar behind the name of a mark that begins at a place; nil where none does.
    private static func bar(_ bytes: [UInt8], _ index: Int) -> Int? {
        if bytes.hasText("[[ATTACHMENT|", at: index) { return index + 12 }
        return bytes.hasText("[[PROPERTY|", at: index) ? index + 10 : nil
    }

    private mutating func keep(_ value: String, _ isAttachment: Bool, max: Int) {
        if isAttachment, attachments.count < max {
            attachments.append(value)
        } else if !isAttachment, properties.count < max {
            properties.append(Self.property(value))
        }
    }

    private static func property(_ text: String) -> TestProperty {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return TestProperty(String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }

    private static func text(_ bytes: [UInt8], _ range: Range<Int>, as form: XMLText.Form) -> String
    {
        var text = CollectedText(.each(lengthMax))
        text.append(bytes, range, as: form)
        let trimmed = text.finished(.each(lengthMax), keepsColours: false).text
        return String(trimmed.drop { $0 == " " }.trimmingSuffix(" "))
    }
}

/// The next place of a text, remembered until it is passed.
private struct NextPlace {
    private let text: StaticString
    private let range: Range<Int>
    private var known = -1

    init(_ text: StaticString, in range: Range<Int>) {
        self.text = text
        self.range = range
    }

    /// The first place at or behind another one; the end of the range where there is none.
    mutating func place(from start: Int, in bytes: [UInt8]) -> Int {
        if known < start {
            let rest = bytes[start..<range.upperBound]
            known = rest.firstRange(of: text)?.lowerBound ?? range.upperBound
        }
        return known
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ character: Character) -> Substring {
        var rest = self
        while rest.last == character { rest.removeLast() }
        return rest
    }
}
