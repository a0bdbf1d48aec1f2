import FoundationEssentials
import Testing

@testable import Expressions

/// One case of the suite that GitHub's own implementations of the language share.
struct UpstreamCase: Sendable, CustomTestStringConvertible {
    let file: String
    let group: String
    let expression: String
    let contexts: Value
    let kind: String
    /// What the case expects: a value, or a part of an error's message.
    let value: Value
    let isError: Bool

    var testDescription: String { "\(file), \(group): \(expression.prefix(60))" }

    /// Cases that an implementation skips are kept: they are about bounds and positions that ours has.
    static let all: [UpstreamCase] = files.flatMap { name in
        guard let bytes = FileManager.default.contents(atPath: folder + "/" + name),
            case .object(let groups) = try? Value(json: Array(bytes))
        else { return [UpstreamCase]() }
        return groups.entries.flatMap { group in
            guard case .array(let cases) = group.value else { return [UpstreamCase]() }
            return cases.compactMap { UpstreamCase($0, file: name, group: group.key) }
        }
    }

    static let files: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { $0.hasSuffix(".json") }
        .sorted()

    /// Beside the package: the suite is not ours to keep in the tree.
    private static let folder =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/") + "/../shared/corpus/github-expressions"

    private init?(_ value: Value, file: String, group: String) {
        guard case .object(let entries) = value, case .string(let expression) = entries["expr"],
            case .object(let expected) = entries["result"] ?? entries["err"],
            case .string(let kind) = expected["kind"]
        else { return nil }
        self.file = file
        self.group = group
        self.expression = expression
        contexts = entries["contexts"] ?? [:]
        self.kind = kind
        self.value = expected["value"] ?? nil
        isError = entries["err"] != nil
    }
}

@Suite struct `The suite of upstream` {
    @Test(
        .enabled(if: !UpstreamCase.files.isEmpty, "../shared/corpus/github-expressions is absent"),
        arguments: UpstreamCase.all
    )
    func `gives what upstream gives`(sample: UpstreamCase) throws {
        let report = evaluationReport(
            of: sample.expression,
            contextsJSON: sample.contexts.json()
        )
        guard case .object(let result) = try Value(json: report.json) else {
            Issue.record("no object: \(report.json)")
            return
        }
        #expect(report.succeeded != sample.isError)
        guard sample.isError else {
            #expect(result["kind"]?.text == sample.kind)
            #expect(result["value"] == sample.value)
            return
        }
        guard case .object(let error) = result["error"] else {
            Issue.record("no error: \(report.json)")
            return
        }
        #expect(error["kind"]?.text == sample.kind)
        #expect(error["message"]?.text.contains(sample.value.text) == true)
    }
}
