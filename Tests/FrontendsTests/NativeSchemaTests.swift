import Diagnostics
import Expressions
import Testing

@testable import Frontends

@Suite struct `The schema of the native language` {
    private static let samples = GoldenFolder(path: "pipelines/native")
    private static let wrong = GoldenFolder(path: "fixtures/pipelines/wrong")

    private func checker() throws -> SchemaChecker {
        SchemaChecker(root: try Value(json: NativeSchema.json))
    }

    private func document(_ folder: GoldenFolder, _ name: String) throws -> Value {
        let file = try SourceFile(name: name, bytes: folder.bytes("\(name).yml"))
        return try #require(YAMLDocument(reading: file).root).value
    }

    @Test func `is what is expected`() throws {
        try GoldenFolder(path: "pipelines").expect(NativeSchema.json, in: "native.schema.json")
    }

    @Test(arguments: samples.names) func `takes every sample`(name: String) throws {
        #expect(try checker().problems(document(Self.samples, name)) == [])
    }

    @Test(arguments: [
        "unknown-key", "wrong-type", "missing-keys", "no-jobs", "no-values", "choices", "images",
        "durations-and-sizes", "actions", "secrets", "wrong-names", "words-of-other-systems",
        "services",
    ])
    func `refuses what is wrong by its form`(name: String) throws {
        #expect(try checker().problems(document(Self.wrong, name)) != [])
    }

    @Test(arguments: NativeMapping.allCases) func `has every key of the reader and no other`(
        mapping: NativeMapping
    ) throws {
        let known = mapping.fields.map(\.name)
        guard case .object(let root) = try Value(json: NativeSchema.json),
            case .object(let definitions) = root["$defs"],
            case .object(let definition) = definitions[mapping.rawValue],
            case .object(let properties) = definition["properties"]
        else {
            Issue.record("no definition of \(mapping)")
            return
        }
        #expect(properties.keys == known)
        #expect(Set(known).count == known.count)
    }

    @Test(arguments: NativeMapping.allCases) func `says something else of each key`(
        mapping: NativeMapping
    ) {
        let summaries = mapping.fields.map(\.facts.summary)
        #expect(Set(summaries).count == summaries.count)
    }

    @Test(arguments: NativeMapping.allCases) func `knows only keys that the reader reads`(
        mapping: NativeMapping
    ) throws {
        for (name, _) in mapping.fields {
            // A value that is wrong under every key: whoever reads it must say so.
            let text = Self.text(with: "\(name): [[[x]]]", in: mapping)
            let file = SourceFile(name: "a.yml", text: text)
            let (_, diagnostics) = NativeFrontend.read(file)
            let told = diagnostics.contains { $0.severity == .error && $0.code != "missing-key" }
            #expect(told, "\(mapping) \(name): \(DiagnosticRenderer().render(diagnostics))")
        }
    }

    /// A pipeline with an entry in a mapping, and nothing else wrong in it.
    private static func text(with entry: String, in mapping: NativeMapping) -> String {
        let step = "      - {run: x}\n"
        let job = "image: host\njobs:\n  a:\n"
        return switch mapping {
        case .pipeline:
            entry + "\n" + (entry.hasPrefix("jobs") ? "" : "jobs: {a: {steps: [{run: x}]}}\n")
        case .secret: "secrets: {S: {\(entry)}}\n\(job)    steps:\n\(step)"
        case .checkout: "checkout: {\(entry)}\n\(job)    steps:\n\(step)"
        case .defaults: "defaults: {\(entry)}\n\(job)    steps:\n\(step)"
        case .image: "jobs: {a: {image: {\(entry)}, steps: [{run: x}]}}\n"
        case .build: "jobs: {a: {image: {build: {\(entry)}}, steps: [{run: x}]}}\n"
        case .setup: "image: {from: host, setup: [{\(entry)}]}\njobs: {a: {steps: [{run: x}]}}\n"
        case .resources: "resources: {\(entry)}\n\(job)    steps:\n\(step)"
        case .job: "\(job)    \(entry)\n" + (entry.hasPrefix("steps") ? "" : "    steps:\n\(step)")
        case .network: "\(job)    network: {\(entry)}\n    steps:\n\(step)"
        case .service: "\(job)    services: {s: {\(entry)}}\n    steps:\n\(step)"
        case .ready: "\(job)    services: {s: {ready: {\(entry)}}}\n    steps:\n\(step)"
        case .retry: "\(job)    retry: {\(entry)}\n    steps:\n\(step)"
        case .cache: "\(job)    caches: [{\(entry)}]\n    steps:\n\(step)"
        case .artifact: "\(job)    artifacts: [{\(entry)}]\n    steps:\n\(step)"
        case .step: "\(job)    steps:\n      - \(entry)\n"
        case .stepCache: "\(job)    steps:\n      - run: x\n        cache: {\(entry)}\n"
        case .reports: "\(job)    steps:\n      - run: x\n        reports: {\(entry)}\n"
        }
    }
}
