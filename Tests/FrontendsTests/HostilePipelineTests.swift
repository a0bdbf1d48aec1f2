import Diagnostics
import Expressions
import Pipelines
import Testing

@testable import Frontends

@Suite(.serialized) struct `A hostile pipeline` {
    private static let job = "a: {steps: [{run: x}]}"

    /// What a file of about a hundred thousand values asks for, and the code of the answer; nil for none.
    static let files: [(name: String, text: String, code: String?)] = [
        (
            "many unknown keys",
            (0..<5_000).map { "some-key-\($0): 1\n" }.joined(), "too-many-mistakes"
        ),
        (
            "many unknown needs",
            "image: host\njobs:\n"
                + (0..<900).map { index in
                    let needs = (0..<30).map { "no-job-with-this-name-\(index)-\($0)" }
                    return
                        "  job-\(index): {needs: [\(needs.joined(separator: ","))], steps: [{run: x}]}\n"
                }.joined(), "too-many-mistakes"
        ),
        (
            "many needs",
            "image: host\njobs:\n"
                + (0..<300).map { index in
                    let needs = (0..<index).map { "j\($0)" }.joined(separator: ",")
                    return
                        "  j\(index): {\(index > 0 ? "needs: [\(needs)], " : "")steps: [{run: x}]}\n"
                }.joined(), nil
        ),
        (
            "a matrix of many keys",
            matrix((0..<20_000).map { "k\($0): [1]" }.joined(separator: ", ")), "too-many-cells"
        ),
        (
            "a matrix of large values",
            matrix(
                "a: [&big [\(Array(repeating: "x", count: 30_000).joined(separator: ","))]], "
                    + "b: [\((1...256).map(String.init).joined(separator: ","))], "
                    + "include: [{a: *big, c: 1}]"
            ), "matrix-too-large"
        ),
        (
            "a matrix as large as it may be",
            matrix(
                "a: ['\(String(repeating: "long ", count: 2_000))'], "
                    + "b: [\((1...256).map(String.init).joined(separator: ","))]"
            ), nil
        ),
        (
            "a matrix of a long text",
            matrix(
                "a: ['\(String(repeating: "long ", count: 60_000))'], "
                    + "b: [\((1...256).map(String.init).joined(separator: ","))]"
            ), "matrix-too-large"
        ),
        (
            "a matrix of many items",
            matrix(
                "a: [\((1...256).map(String.init).joined(separator: ","))], "
                    + "include: [\(Array(repeating: "{a: 0, b: 1}", count: 1_000).joined(separator: ","))]"
            ), "too-many-cells"
        ),
        (
            "many bad expressions",
            "image: host\njobs: {a: {steps: [{run: '"
                + String(repeating: "${{ needz.x }}", count: 5_000) + "'}]}}\n", "too-many-mistakes"
        ),
        (
            "many unknown names",
            "image: host\njobs: {a: {steps: [{run: '"
                + String(repeating: "${{ needs.x.y }}", count: 5_000) + "'}]}}\n",
            "too-many-mistakes"
        ),
        (
            "many steps by alias",
            "image: host\njobs:\n  a: {steps: &s [\(Array(repeating: "{run: x}", count: 900).joined(separator: ","))]}\n"
                + (0..<30).map { "  j\($0): {steps: *s}\n" }.joined(), nil
        ),
        (
            "many steps in many cells",
            matrix("a: [\((1...256).map(String.init).joined(separator: ","))]", steps: 900),
            "too-many-steps"
        ),
    ]

    private static func matrix(_ content: String, steps: Int = 1) -> String {
        let steps = Array(repeating: "{run: x}", count: steps).joined(separator: ",")
        return "image: host\njobs: {a: {matrix: {\(content)}, steps: [\(steps)]}}\n"
    }

    @Test(arguments: files.map(\.name)) func `is answered soon`(name: String) throws {
        let file = try #require(Self.files.first { $0.name == name })
        let start = ThreadTime.now
        let codes = codes(of: file.text)
        #expect(codes.count <= 101)
        #expect(file.code.map(codes.contains) ?? codes.isEmpty, "\(codes)")
        #expect(ThreadTime.now - start < .seconds(20))
    }

    private func codes(of text: String) -> [String] {
        let (pipeline, diagnostics) = NativeFrontend.read(SourceFile(name: "a.yml", text: text))
        guard let pipeline else { return diagnostics.map(\.code) }
        do {
            _ = try plan(pipeline, for: RunInputs(git: GitFacts(sha: "0", tree: "1"))).text
            return []
        } catch {
            return error.diagnostics.map(\.code)
        }
    }
}
