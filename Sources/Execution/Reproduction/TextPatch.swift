import SystemPackage

/// The difference of two texts, line by line, as `diff -u` shows it.
struct TextPatch {
    private let old: [String]
    private let new: [String]

    /// The largest file that is compared so, in bytes.
    static let maximumSize = 256 << 10
    /// The most lines that are compared so.
    static let maximumLines = 5_000
    /// How many equal lines are shown around a difference.
    static let context = 3

    init(_ old: [String], _ new: [String]) {
        self.old = old
        self.new = new
    }

    /// The lines of a file; nil for one that is too large, or no text.
    static func lines(of path: FilePath, in view: borrowing ImageView) -> [String]? {
        guard let bytes = try? view.read(path, limit: maximumSize), !bytes.contains(0) else {
            return nil
        }
        var lines = String(decoding: bytes, as: UTF8.self).unicodeScalars
            .split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        if lines.last == "" { lines.removeLast() }
        return lines.count <= maximumLines ? lines : nil
    }

    /// A line of the one, of the other, or of both.
    private enum Line {
        case same(String)
        case gone(String)
        case came(String)

        var text: String {
            switch self {
            case .same(let text): " " + text
            case .gone(let text): "-" + text
            case .came(let text): "+" + text
            }
        }

        var isSame: Bool { if case .same = self { true } else { false } }
        var isOld: Bool { if case .came = self { false } else { true } }
        var isNew: Bool { if case .gone = self { false } else { true } }
    }

    /// The hunks, each with its header; empty for equal texts.
    var text: String {
        let lines = aligned()
        let differing = lines.indices.filter { !lines[$0].isSame }
        var text = ""
        var next = 0
        while next < differing.count {
            var last = next
            while last + 1 < differing.count,
                differing[last + 1] - differing[last] <= 2 * Self.context
            {
                last += 1
            }
            let begin = max(0, differing[next] - Self.context)
            let end = min(lines.count, differing[last] + Self.context + 1)
            text += hunk(lines, begin..<end)
            next = last + 1
        }
        return text
    }

    private func hunk(_ lines: [Line], _ range: Range<Int>) -> String {
        let oldBefore = lines[..<range.lowerBound].count(where: \.isOld)
        let newBefore = lines[..<range.lowerBound].count(where: \.isNew)
        let oldCount = lines[range].count(where: \.isOld)
        let newCount = lines[range].count(where: \.isNew)
        func part(_ before: Int, _ count: Int) -> String {
            "\(count == 0 ? before : before + 1),\(count)"
        }
        return "@@ -\(part(oldBefore, oldCount)) +\(part(newBefore, newCount)) @@\n"
            + lines[range].map { $0.text + "\n" }.joined()
    }

    /// Both texts as one sequence.
    private func aligned() -> [Line] {
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var lines: [Line] = []
        var left = 0
        var right = 0
        while left < old.count || right < new.count {
            if left < old.count, removed.contains(left) {
                lines.append(.gone(old[left]))
                left += 1
            } else if right < new.count, inserted.contains(right) {
                lines.append(.came(new[right]))
                right += 1
            } else {
                lines.append(.same(old[left]))
                left += 1
                right += 1
            }
        }
        return lines
    }
}
