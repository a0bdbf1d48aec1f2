import ArgumentParser
import Reports
import SystemPackage

/// A file that a report is written to, and in which form: `junit:gitlab=out.xml`.
struct ReportTarget: Sendable {
    /// The form of a report.
    enum Format: Sendable, Hashable {
        case junit(JUnitProfile)
        case html
        /// With its budget in bytes.
        case markdown(Int)
        case json
        case tap
        case github
        case badge
    }

    /// The form.
    var format: Format
    /// Where it goes; `-` is standard output.
    var path: String

    /// Whether it goes to standard output.
    var isStandardOutput: Bool { path == "-" }

    /// A target from its form and path.
    init(_ format: Format, path: String) {
        self.format = format
        self.path = path
    }

    /// A target as a command line names it.
    ///
    /// - Parameter text: `FORMAT[:PROFILE]=PATH`; of `github`, which is for a log, also without a path.
    /// - Throws: `ValidationError` that lists what there is.
    init(parsing text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let words = parts[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        format = try Self.format(String(words[0]), words.count > 1 ? String(words[1]) : nil)
        path = parts.count > 1 ? String(parts[1]) : format == .github ? "-" : ""
        if path.isEmpty {
            throw ValidationError("--report \(text) has no path: write \(parts[0])=PATH")
        }
        if format == .junit(.surefire), isStandardOutput {
            throw ValidationError("junit:surefire is a folder and cannot go to standard output")
        }
    }

    /// What can be written, for help and complaints.
    static let words =
        "junit[:\(JUnitProfile.allCases.map(\.rawValue).joined(separator: "|"))], html, "
        + "markdown[:comment|summary], json, tap, github, badge"

    private static func format(_ name: String, _ profile: String?) throws -> Format {
        switch (name, profile) {
        case ("junit", nil): return .junit(.common)
        case ("junit", let word?):
            guard let known = JUnitProfile(rawValue: word) else {
                throw unknown("profile \(word) of junit", JUnitProfile.allCases.map(\.rawValue))
            }
            return .junit(known)
        case ("markdown", nil), ("markdown", "comment"): return .markdown(65_535)
        case ("markdown", "summary"): return .markdown(1 << 20)
        case ("markdown", let word?):
            throw unknown("profile \(word) of markdown", ["comment", "summary"])
        case ("html", nil): return .html
        case ("json", nil), ("ctrf", nil): return .json
        case ("tap", nil): return .tap
        case ("github", nil): return .github
        case ("badge", nil): return .badge
        case (_, let profile?) where ["html", "json", "tap", "github", "badge"].contains(name):
            throw ValidationError("the report \(name) has no profile \(profile), nor any other")
        default: throw ValidationError("there is no report \(name); there are \(words)")
        }
    }

    private static func unknown(_ what: String, _ known: [String]) -> ValidationError {
        ValidationError("there is no \(what); there are \(known.joined(separator: ", "))")
    }
}
