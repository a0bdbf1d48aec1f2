import Diagnostics
import Foundation
import Testing

@testable import Dockerfiles

/// Samples in the form of BuildKit's for its parser: a folder with `testfiles` and `testfiles-negative`.
///
/// BuildKit's own are no part of this repository; docs/BUILDS.md says where they come from, and `CUVETTE_PARSER_SAMPLES`
/// names their folder. Without it these are a few of ours.
private enum ParserSamples {
    static let folder =
        ProcessInfo.processInfo.environment["CUVETTE_PARSER_SAMPLES"]
        ?? URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../fixtures/parser").path

    /// The folders of one kind, in order.
    static func names(of kind: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(kind)")
        return (names ?? []).sorted()
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
    }
}

@Suite struct `A sample of BuildKit's parser` {
    @Test(arguments: ParserSamples.names(of: "testfiles"))
    func `is taken apart as BuildKit does`(name: String) throws {
        let text = try ParserSamples.text("testfiles/\(name)/Dockerfile")
        let expected = try ParserSamples.text("testfiles/\(name)/result")
        let lines = expected.split(separator: "\n").map(String.init)
        // Since 0.14 a third word of each pair says how it was written.
        #expect(dump(text) == lines || dump(text, withSigns: true) == lines, "\(dump(text))")
    }

    @Test(arguments: ParserSamples.names(of: "testfiles-negative"))
    func `that BuildKit refuses is refused`(name: String) throws {
        let text = try ParserSamples.text("testfiles-negative/\(name)/Dockerfile")
        #expect(throws: DiagnosticError.self) { _ = try read(text) }
    }

    @Test func `is there`() {
        #expect(ParserSamples.names(of: "testfiles").count > 2)
        #expect(ParserSamples.names(of: "testfiles-negative").count > 1)
    }

    /// One line for each instruction, in the form of the `result` files.
    private func dump(_ text: String, withSigns: Bool = false) -> [String] {
        let file = SourceFile(name: "Dockerfile", text: text)
        let findings = Findings(file)
        let escape = ParserDirectives(of: file, findings).escape
        var reader = LineReader(file, escape: escape, findings)
        return reader.all().map { raw in
            let form = Form(escape: escape, findings: findings, withSigns: withSigns)
            return "(\(dump(raw, form)))"
        }
    }

    private struct Form {
        let escape: Unicode.Scalar
        let findings: Findings
        let withSigns: Bool
    }

    private func dump(_ raw: RawInstruction, _ form: Form) -> String {
        guard let keyword = Keyword(raw.keyword.value) else { return "?\(raw.keyword.value)" }
        let reader = InstructionReader(raw, keyword, escape: form.escape, form.findings)
        var parts = [keyword.rawValue.lowercased()]
        let flags = reader.flags.map { "--\($0.name)" + ($0.value.map { "=\($0)" } ?? "") }
        if !flags.isEmpty { parts.append("[\(flags.map(quoted).joined(separator: " "))]") }
        if keyword == .onbuild {
            parts.append("(\(dump(nested(reader), form)))")
        } else {
            parts += words(of: reader, form).map(quoted)
        }
        return parts.joined(separator: " ")
    }

    private func nested(_ reader: InstructionReader) -> RawInstruction {
        let arguments = reader.arguments
        let end = arguments.scalars.firstIndex { $0.isBlank } ?? arguments.scalars.count
        var nested = reader.raw
        nested.keyword = arguments.located(0..<end)
        nested.arguments = arguments.part(end..<arguments.scalars.count).trimmed
        return nested
    }

    private func words(of reader: InstructionReader, _ form: Form) -> [String] {
        let plain = reader.words.plain.map(\.value)
        switch reader.keyword {
        case .add, .copy, .volume: return reader.strings().strings ?? plain
        case .expose, .from: return plain
        case .arg: return reader.words.quoted.map(\.value)
        case .env, .label:
            return (reader.assignments() ?? []).flatMap { pair in
                [pair.name, pair.value] + (form.withSigns ? [pair.isLegacy ? "" : "="] : [])
            }
        case .cmd, .entrypoint, .run, .shell: return command(reader.arguments)
        case .healthcheck:
            let scalars = reader.arguments.scalars
            let end = scalars.firstIndex { $0.isBlank } ?? scalars.count
            let rest = reader.arguments.part(end..<scalars.count).trimmed
            return Array(plain.prefix(1)) + command(rest)
        case .maintainer, .stopsignal, .user, .workdir: return [reader.arguments.text]
        case .onbuild: return []
        }
    }

    private func command(_ text: PlacedText) -> [String] {
        if case .strings(let strings) = JSONStrings.read(text.scalars) { return strings }
        return text.scalars.isEmpty ? [] : [text.text]
    }

    /// A text as Go's `strconv.Quote` writes it.
    private func quoted(_ text: String) -> String {
        let short: [Unicode.Scalar: String] = [
            "\"": "\\\"", "\\": "\\\\", "\u{7}": "\\a", "\u{8}": "\\b", "\u{C}": "\\f",
            "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u{B}": "\\v",
        ]
        let scalars = text.unicodeScalars.map { scalar in
            if let escape = short[scalar] { return escape }
            guard scalar.value < 0x20 || scalar.value == 0x7F else { return String(scalar) }
            return "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
        }
        return "\"\(scalars.joined())\""
    }
}
