import FoundationEssentials
import Reports
import Testing

/// The small reports in `fixtures/junit`, each with a text file that says how it is read.
enum Fixtures {
    static let folder = RealReports.packageRoot + "/fixtures/junit"

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".xml") }.map { String($0.dropLast(4)) }.sorted()
    }()

    static func bytes(of name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name).xml")))
    }
}

@Suite struct `A report with one peculiarity` {
    /// `UPDATE_GOLDEN=1` writes the expected texts anew; the difference is to be reviewed.
    @Test(arguments: Fixtures.names) func `is read as its text says`(_ name: String) throws {
        let bytes = try Fixtures.bytes(of: name)
        let report = JUnitParser(workspace: "/workspace").parse(bytes, file: name)
        let text = ReportText.describe(report)
        let golden = URL(filePath: "\(Fixtures.folder)/\(name).txt")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: golden)
        }
        let wanted = String(decoding: try Data(contentsOf: golden), as: UTF8.self)
        #expect(text == wanted)
    }

    @Test func `is found in the folder`() {
        #expect(Fixtures.names.count >= 15)
    }
}
