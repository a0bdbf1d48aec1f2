import Diagnostics
import Expressions
import OrderedCollections
import Testing

@testable import Pipelines

@Suite struct `A plan for the eye` {
    private func hostile() throws -> Plan {
        var job = try Job("a", matrix: ["x": ["\u{1B}[31m\"]\\<b>\n"]])
        job.env = ["A": try written("${{ matrix.x }}")]
        job.steps = [Step(.run(try written("one\u{7}\n\ttwo\u{9B}"), .automatic))]
        return try plan(Pipeline(job, Job("b", needs: ["a"])), for: .everything())
    }

    @Test func `has no control characters of the file`() throws {
        let plan = try hostile()
        for text in [plan.text, plan.dot, plan.mermaid] {
            let controls = text.unicodeScalars.filter { $0.properties.generalCategory == .control }
            #expect(controls.allSatisfy { $0 == "\n" || $0 == "\t" }, "\(text)")
        }
    }

    @Test func `keeps what a label holds inside of the label`() throws {
        let plan = try hostile()
        #expect(plan.mermaid.split(separator: "\n").count == 4)
        #expect(plan.dot.split(separator: "\n").count == 7)
        #expect(plan.dot.contains(#"\"]\\<b>"#))
        #expect(!plan.mermaid.contains("<b>"))
    }

    @Test func `shows what is known and leaves the rest as written`() throws {
        var job = try Job("a", matrix: ["x": [1]])
        job.env = [
            "KNOWN": try written("${{ git.branch }}-${{ matrix.x }}-${{ run.variables.v }}"),
            "LATER": try written("${{ env.X }} ${{ matrix.x }}"),
            "HASH": try written("${{ hashFiles('*') }}"),
            "FAILS": try written("${{ fromJSON('[') }}"),
        ]
        let text = try plan(Pipeline(job), for: .everything(variables: ["v": "w"])).text
        #expect(text.contains("KNOWN=main-1-w\n"))
        #expect(text.contains("LATER=${{ env.X }} ${{ matrix.x }}\n"))
        #expect(text.contains("HASH=${{ hashFiles('*') }}\n"))
        #expect(text.contains("FAILS=${{ fromJSON('[') }}\n"))
    }

    @Test func `is JSON with exact keys`() throws {
        var job = try Job("a")
        job.env = ["a": try written("1"), "A": try written("2")]
        let json = try plan(Pipeline(job), for: .everything()).json
        #expect(json.contains("\"a\": \"1\",\n        \"A\": \"2\""))
    }
}

@Suite struct `A duration of a plan` {
    @Test(arguments: [(0, "0s"), (90, "1m30s"), (3_600, "1h"), (90_061, "1d1h1m1s")])
    func `is shown as it would be written`(seconds: Int, text: String) {
        #expect(Duration.seconds(seconds).pipelineText == text)
    }
}
