extension ReportFormat {
    /// How many bytes are looked at line by line; a report behind a longer log is found only if it
    /// is JUnit XML.
    private static let recognitionBytesMax = 1 << 20
    /// How much of a line is looked at.
    private static let lineBytesMax = 4_096

    /// The format of a document; nil where it has none that is known.
    ///
    /// The first line that could only stand in one format decides, since logs may come before a
    /// report.
    ///
    /// - Parameter bytes: The document in UTF-8.
    init?(recognising bytes: [UInt8]) {
        // Older versions of `go test -json` tell of a build that failed in a line of text.
        var isGoText = false
        for line in ReportLines(bytes) {
            guard line.lowerBound < Self.recognitionBytesMax else { break }
            let start = JSONPart.skipSpace(bytes, from: line.lowerBound, to: line.upperBound)
            guard start < line.upperBound else { continue }
            let stretch = start..<min(line.upperBound, start + Self.lineBytesMax)
            guard let format = Self.format(bytes, stretch, isIndented: start > line.lowerBound)
            else { continue }
            if !isGoText, format == .goTestText {
                isGoText = true
            } else if !isGoText || format == .goTestJSON {
                self = format
                return
            }
        }
        if isGoText {
            self = .goTestText
            return
        }
        guard
            bytes.firstRange(of: "<testsuite") != nil || bytes.firstRange(of: "<testcase") != nil
        else { return nil }
        self = .junit
    }

    private static func format(_ bytes: [UInt8], _ line: Range<Int>, isIndented: Bool) -> Self? {
        if bytes[line.lowerBound] == 0x7B { return json(bytes, from: line.lowerBound) }
        return xml(bytes, line) ?? (isIndented ? nil : lineFormat(bytes, line))
    }

    // MARK: JSON

    private static func json(_ bytes: [UInt8], from start: Int) -> Self? {
        guard let object = JSONPart(bytes, from: start, to: bytes.count) else { return nil }
        var names: Set<String> = []
        for member in object.members.prefix(32) { names.insert(member.name) }
        if names.contains("Action"), names.contains("Package") || names.contains("Test") {
            return .goTestJSON
        }
        // go 1.24 tells of builds with these.
        if names.contains("ImportPath"), names.contains("Action") { return .goTestJSON }
        if names.isSuperset(of: ["kind", "payload"]) { return .swiftTesting }
        if names.isSuperset(of: ["type", "event"]) { return .libtest }
        if names.contains("reportFormat") || object["results"]?["tests"] != nil { return .ctrf }
        if names.isSuperset(of: ["examples", "summary"]) { return .rspec }
        if names.isSuperset(of: ["stats", "tests"]) { return .mocha }
        return isDart(object, names) ? .dart : nil
    }

    private static func isDart(_ object: JSONPart, _ names: Set<String>) -> Bool {
        guard names.contains("type"), names.contains("time") else { return false }
        return !names.isDisjoint(
            with: ["protocolVersion", "suite", "group", "testID", "success", "count", "test"]
        )
    }

    // MARK: XML

    private static func xml(_ bytes: [UInt8], _ line: Range<Int>) -> Self? {
        var index = line.lowerBound
        while let open = bytes[index..<line.upperBound].firstIndex(of: 0x3C) {
            if let format = root(bytes, at: open) { return format }
            index = open + 1
        }
        return nil
    }

    /// The format whose root element, or a typical element, begins at a `<`.
    private static func root(_ bytes: [UInt8], at open: Int) -> Self? {
        var end = open + 1
        while end < bytes.count, end - open < 64, bytes[end].isXMLName { end += 1 }
        let name = String(decoding: bytes[(open + 1)..<end], as: UTF8.self)
        switch name.split(separator: ":").last {
        case "testsuites": return isCheck(bytes, from: end) ? .check : .junit
        case "testsuite", "testcase": return .junit
        case "TestRun": return isCppUnit(bytes, from: end) ? .cppUnit : .trx
        case "test-results": return .nunit2
        case "test-run": return .nunit3
        case "test-suite": return isNUnit2Part(bytes, from: end) ? .nunit2 : nil
        case "report-result": return .mbUnit
        case "assemblies", "assembly": return isXUnitNet(bytes, from: end) ? .xunitNet : nil
        case "gtester": return .gtester
        case "TestCase": return isQtTest(bytes, from: end) ? .qtTest : nil
        case "coverage": return coverage(bytes, from: end)
        case "report": return isJaCoCo(bytes, around: open) ? .jacoco : nil
        default: return native(name)
        }
    }

    /// The format of a root element that only one format has.
    private static func native(_ name: String) -> Self? {
        switch name {
        case "Site", "Testing": .ctest
        case "TestFunction": .qtTest
        case "TestLog", "TestResult": .boostTest
        case "CUNIT_TEST_RUN_REPORT", "CUNIT_RESULT_LISTING": .cUnit
        case "TestResults", "TestListing": .fpcUnit
        case "unittest-results": .unitTestPlusPlus
        case "valgrindoutput": .valgrind
        case "failsafe-summary": .failsafe
        default: nil
        }
    }

    private static func isCheck(_ bytes: [UInt8], from start: Int) -> Bool {
        let end = bytes[start...].prefix(1_024).firstIndex(of: 0x3E) ?? start
        return bytes[start..<end].firstRange(of: "check.sourceforge.net") != nil
    }

    /// Catch2 and doctest have `TestCase` elements as well, inside of others.
    private static func isQtTest(_ bytes: [UInt8], from start: Int) -> Bool {
        let beginning = bytes[start...].prefix(4_096)
        return ["<Environment", "<TestFunction"].contains {
            (word: StaticString) in beginning.firstRange(of: word) != nil
        }
    }

    /// A part of an NUnit 2 report, without the root.
    private static func isNUnit2Part(_ bytes: [UInt8], from start: Int) -> Bool {
        let end = bytes[start...].prefix(1_024).firstIndex(of: 0x3E) ?? start
        return bytes[start..<end].firstRange(of: " executed=") != nil
    }

    /// Build tools have assemblies as well.
    private static func isXUnitNet(_ bytes: [UInt8], from start: Int) -> Bool {
        let beginning = bytes[start...].prefix(4_096)
        let words: [StaticString] = [
            "run-date=", "timestamp=", "test-framework=", "total=", "<collection", "<class",
            "<test ", "<errors",
        ]
        return words.contains { beginning.firstRange(of: $0) != nil }
    }

    /// TRX has the same root as CppUnit and AUnit, but none of these elements.
    private static func isCppUnit(_ bytes: [UInt8], from start: Int) -> Bool {
        let beginning = bytes[start...].prefix(1_024)
        return ["<FailedTests", "<SuccessfulTests", "<Statistics"].contains {
            (word: StaticString) in beginning.firstRange(of: word) != nil
        }
    }

    /// The roots of Cobertura, Clover, SonarQube and others that are not read have one name.
    private static func coverage(_ bytes: [UInt8], from start: Int) -> Self? {
        let beginning = bytes[start..<min(bytes.count, start + 4_096)]
        let tag = beginning.prefix { $0 != 0x3E }
        if beginning.firstRange(of: "line-rate") != nil { return .cobertura }
        if tag.firstRange(of: "clover=") != nil || tag.firstRange(of: "generated=") != nil {
            return .clover
        }
        if beginning.firstRange(of: "<lineToCover") != nil { return .sonarQube }
        let isCobertura = ["<packages", "<sources"].contains { (word: StaticString) in
            beginning.firstRange(of: word) != nil
        }
        return isCobertura ? .cobertura : nil
    }

    private static func isJaCoCo(_ bytes: [UInt8], around open: Int) -> Bool {
        let beginning = bytes[max(0, open - 4_096)..<min(bytes.count, open + 65_536)]
        return ["JACOCO", "jacoco", "<sessioninfo", "<counter"].contains {
            (word: StaticString) in beginning.firstRange(of: word) != nil
        }
    }

    // MARK: Lines

    private static func lineFormat(_ bytes: [UInt8], _ line: Range<Int>) -> Self? {
        let text = bytes.text(line)
        switch text.utf8.first {
        case UInt8(ascii: "T") where text == "TN:" || text.hasPrefix("TN:"): return .lcov
        case UInt8(ascii: "S") where text.hasPrefix("SF:"): return .lcov
        // prove sums up what it ran, also where all files were skipped.
        case UInt8(ascii: "F") where text.hasPrefix("Files=") && text.contains(", Tests="):
            return .tap
        case UInt8(ascii: "m") where ["mode: set", "mode: count", "mode: atomic"].contains(text):
            return .goCover
        default: break
        }
        let isOpen = line.upperBound == bytes.count
        if GoLine(text).isDecisive, !isOpen || !GoLine.mayGoOn(text) { return .goTestText }
        if isOpen, text == "ok" { return nil }
        if LibtestTextReader.isDecisive(text) { return .libtestText }
        return TAPLine.isDecisive(text) ? .tap : nil
    }
}
