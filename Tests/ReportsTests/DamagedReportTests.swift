import Reports
import Testing

@Suite(.timeLimit(.minutes(2))) struct `A damaged report` {
    /// A document and the places behind each of its cases.
    private var document: (bytes: [UInt8], ends: [Int]) {
        var bytes = Array("<?xml version=\"1.0\"?>\n<testsuites><testsuite name=\"é\">".utf8)
        var ends: [Int] = []
        for testCase in [
            "<testcase name=\"a\" time=\"0.1\"/>",
            "<testcase name=\"b > &quot;\"><failure message=\"m\"><![CDATA[<x> ]]> text</failure></testcase>",
            "<testcase name='c'><system-out>out<!-- c --></system-out><skipped/></testcase >",
            "<j:testcase name=\"d\"><flakyFailure type=\"T\"><stackTrace>s</stackTrace></flakyFailure></j:testcase>",
        ] {
            bytes += Array(testCase.utf8)
            ends.append(bytes.count)
            bytes += Array("\n  <system-out>😀</system-out>".utf8)
        }
        return (bytes + Array("</testsuite></testsuites>\n".utf8), ends)
    }

    @Test func `keeps every complete case, wherever it is cut`() {
        let (bytes, ends) = document
        for length in 0...bytes.count {
            let report = JUnitParser().parse(Array(bytes.prefix(length)), file: "x")
            let complete = ends.count { $0 <= length }
            #expect(report.totals.tests == complete, "cut behind \(length) bytes")
            #expect(report.integrity != .whole || length >= bytes.count - 1 || length == 0)
        }
    }

    @Test func `keeps every complete case when another document follows`() {
        let (bytes, ends) = document
        let other = Array(
            "<?xml version=\"1.0\"?><testsuite name=\"o\"><testcase/></testsuite>".utf8
        )
        for length in 0...bytes.count {
            let report = JUnitParser().parse(bytes.prefix(length) + other, file: "x")
            // An end tag may lack its last bytes.
            let complete = ends.count { $0 <= length }...ends.count { $0 - 2 <= length }
            #expect(complete.contains(report.totals.tests - 1), "cut behind \(length) bytes")
        }
    }

    private static let pieces = [
        "<", ">", "\"", "'", "&", "]]>", "<![CDATA[", "<!--", "-->", "<?xml version=\"1.0\"?>",
        "</", "/>",
        "\u{0}", "\u{1B}[", "&#27;", "<testcase name=\"", "</testcase>", "<testsuite>",
        "<!DOCTYPE x [",
        "\u{FEFF}", "<failure>", "<system-out>", " time=\"", "[[ATTACHMENT|",
    ].map { Array($0.utf8) }

    private func damaged(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &dice) {
            let place = Int.random(in: 0...bytes.count, using: &dice)
            let length = min(Int.random(in: 0...40, using: &dice), bytes.count - place)
            let stretch = place..<(place + length)
            switch Int.random(in: 0..<5, using: &dice) {
            case 0: bytes.removeSubrange(stretch)
            case 1: bytes.insert(contentsOf: Array(bytes[stretch]), at: place)
            case 2: bytes.replaceSubrange(stretch, with: [UInt8.random(in: 0...255, using: &dice)])
            case 3: bytes.removeSubrange(place...)
            default:
                bytes.insert(contentsOf: Self.pieces.randomElement(using: &dice) ?? [], at: place)
            }
        }
        return bytes
    }

    @Test func `is read whatever was done to it`() throws {
        var dice = Dice(state: 20_260_101)
        let originals = try Fixtures.names.map { try Fixtures.bytes(of: $0) } + [document.bytes]
        for round in 0..<2_000 {
            let bytes = damaged(originals[round % originals.count], &dice)
            let report = JUnitParser().parse(bytes, file: "x")
            let totals = report.totals
            #expect(
                totals.tests == totals.passed + totals.failed + totals.errors + totals.skipped
            )
            // Whatever could be read can be written and read again.
            let again = JUnitParser().parse(JUnitWriter().write(report), file: "y")
            #expect(again.integrity == .whole && again.totals.tests == totals.tests, "\(round)")
        }
    }
}
