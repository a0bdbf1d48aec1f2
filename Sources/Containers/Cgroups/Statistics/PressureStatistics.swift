/// How long processes were held up for want of something.
///
/// Source: the kernel's Documentation/accounting/psi.rst.
package struct PressureStatistics: Sendable, Hashable, Codable {
    /// While at least one process waited.
    package var some: Line?
    /// While all processes waited.
    package var full: Line?

    /// One line of a pressure file.
    package struct Line: Sendable, Hashable, Codable {
        /// The share of the last ten seconds, 0 to 100.
        package var avg10: Double
        /// The share of the last minute.
        package var avg60: Double
        /// The share of the last five minutes.
        package var avg300: Double
        /// The time in microseconds.
        package var total: UInt64
    }

    /// Reads `some avg10=0.00 avg60=0.00 avg300=0.00 total=0`; nil where no line can be read.
    init?(_ text: String) {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            switch words.first {
            case "some": some = Line(words)
            case "full": full = Line(words)
            default: break
            }
        }
        if some == nil, full == nil { return nil }
    }
}

extension PressureStatistics.Line {
    fileprivate init?(_ words: [Substring]) {
        var values: [Substring: Substring] = [:]
        for word in words.dropFirst() {
            let parts = word.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { values[parts[0]] = parts[1] }
        }
        guard let short = values["avg10"].flatMap({ Double($0) }),
            let middle = values["avg60"].flatMap({ Double($0) }),
            let long = values["avg300"].flatMap({ Double($0) }),
            let total = values["total"].flatMap({ UInt64($0) })
        else { return nil }
        self.init(avg10: short, avg60: middle, avg300: long, total: total)
    }
}
