import FoundationEssentials
import Testing
import Reports

/// The collection of real-world reports beside the package, where it is installed.
enum RealReports {
    /// One file of its index, as far as these tests want to know.
    struct Entry: Decodable, Sendable, CustomTestStringConvertible {
        var path: String
        var format: String
        var role: String
        var tier: Int?
        var oracles: [Oracle]?
        var bytes: Int?
        var oracleNote: String?
        var counted: Counts?
        var reader: Reader?

        var testDescription: String { path }

        struct Reader: Decodable, Sendable {
            var wellFormed: Bool?
            var flaky: Int?
            var rawTestcaseTags: Int?
        }
    }

    /// What the origin of a file says of it.
    struct Oracle: Decodable, Sendable {
        var tests: Int?
        var passed: Int?
        var failed: Int?
        var errors: Int?
        var skipped: Int?
        var flaky: Int?
        var suites: Int?
        var durationSeconds: Double?
        var agreesWithCounted: Bool?
        /// Of TAP: the verdict and the number of points of the outermost level.
        var ok: Bool?
        var count: Int?
    }

    /// What a reference reader counted; of other formats than JUnit it has other names.
    struct Counts: Decodable, Sendable {
        var suites: Int?
        var tests: Int?
        var passed: Int?
        var failed: Int?
        var errors: Int?
        var skipped: Int?
        var LF: Int?
        var LH: Int?
        var BRF: Int?
        var BRH: Int?
        var declared: [String: String]?
    }

    private struct Index: Decodable {
        var files: [Entry]
    }

    static let packageRoot = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    static let absence: Comment = "the collection of real-world reports is not beside the package"
    static let root = packageRoot + "/../shared/corpus/test-reports"

    /// All JUnit files; empty where the collection is not installed.
    static let entries = all.filter { $0.format == "junit" }

    /// All files; empty where the collection is not installed.
    static let all: [Entry] = {
        guard let data = FileManager.default.contents(atPath: root + "/index.json") else {
            return []
        }
        let index = try? JSONDecoder().decode(Index.self, from: data)
        return index?.files ?? []
    }()

    static func bytes(of entry: Entry) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: root + "/" + entry.path)))
    }
}
