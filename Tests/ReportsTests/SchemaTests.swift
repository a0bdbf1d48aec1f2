import FoundationEssentials
import Glibc
import Reports
import Testing

/// The validator of libxml2 and the schemas to validate against.
struct Schema: Sendable, CustomTestStringConvertible {
    let profile: JUnitProfile
    let file: String

    var testDescription: String { file }

    private var path: String { RealReports.root + "/xsd/\(file).xsd" }

    static let all = [
        Schema(profile: .jenkins, file: "jenkins-junit-10"),
        Schema(profile: .windyRoad, file: "windyroad-JUnit"),
        Schema(profile: .surefire, file: "surefire-test-report-3.0.2"),
    ]

    static let areMissing =
        RealReports.entries.isEmpty || system("command -v xmllint >/dev/null") != 0

    /// What is wrong with some documents; empty where nothing is.
    func complaints(of documents: [[UInt8]]) throws -> String {
        let folder = FileManager.default.temporaryDirectory.path + "/\(file)-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (number, document) in documents.enumerated() {
            try Data(document).write(to: URL(filePath: "\(folder)/\(number).xml"))
        }
        // Thousands of names are more than one command line holds.
        let command =
            "find '\(folder)' -name '*.xml' -print0 | xargs -0 -n 500 "
            + "xmllint --noout --schema '\(path)' 2>'\(folder)/log'"
        guard system(command) != 0 else { return "" }
        let log = try Data(contentsOf: URL(filePath: folder + "/log"))
        let lines = String(decoding: log, as: UTF8.self).split(separator: "\n")
        return lines.filter { !$0.hasSuffix(" validates") }.prefix(20).joined(separator: "\n")
    }
}

@Suite(.enabled(if: !Schema.areMissing, "xmllint or the schemas are not installed"))
struct `The schema of a profile` {
    @Test(arguments: Schema.all)
    func `is met by whatever is written for it`(_ schema: Schema) throws {
        let fixtures = try Fixtures.names.map { try Fixtures.bytes(of: $0) }
        let others = try FormatFixtures.names.map { try FormatFixtures.bytes(of: $0) }
        let real = try RealReports.entries.map { try RealReports.bytes(of: $0) }
        var reports = (fixtures + others + real).map { bytes in
            TestReport.merged([ReportReader().read(bytes, file: "x").tests])
        }
        var random = RandomReports(dice: Dice(state: 3))
        reports += (0..<50).map { _ in random.report() }
        let writer = JUnitWriter(schema.profile)
        let documents = reports.flatMap { report in
            schema.profile == .surefire
                ? writer.surefireFiles(report).filter { $0.name.hasSuffix(".xml") }.map(\.bytes)
                : [writer.write(report)]
        }
        #expect(try schema.complaints(of: documents) == "")
    }

    @Test func `is met by the common form as well, but for file and line`() throws {
        let reports = try RealReports.entries.map {
            withoutPlaces(JUnitParser().parse(try RealReports.bytes(of: $0), file: "x"))
        }
        for profile: JUnitProfile in [.common, .gitlab, .nested] {
            let documents = reports.map { JUnitWriter(profile).write($0) }
            #expect(try Schema.all[0].complaints(of: documents) == "", "\(profile)")
        }
    }

    private func withoutPlaces(_ report: TestReport) -> TestReport {
        var report = report
        for suite in report.suites.indices {
            for place in report.suites[suite].cases.indices {
                report.suites[suite].cases[place].file = nil
                report.suites[suite].cases[place].line = nil
            }
        }
        return report
    }
}
