import Diagnostics
import Pipelines
import Testing

@testable import Frontends

@Suite struct `A file of bytes` {
    @Test func `is a text where it is UTF-8`() throws {
        #expect(try SourceFile(name: "a", bytes: Array("é\n".utf8)).text == "é\n")
    }

    @Test(
        arguments: [
            ([0x61, 0x0A, 0x62, 0xFF], "2:2"), ([0xC3], "1:1"), ([0xED, 0xA0, 0x80], "1:1"),
        ] as [([UInt8], String)]
    )
    func `is refused at its first byte that is not`(bytes: [UInt8], place: String) throws {
        let error = #expect(throws: DiagnosticError.self) {
            try SourceFile(name: "a", bytes: bytes)
        }
        let start = try #require(error?.diagnostics.first?.range?.start)
        #expect("\(start.line):\(start.column)" == place)
        #expect(error?.diagnostics.first?.code == "not-utf8")
    }

    @Test func `is refused where it is too large, without a look at it`() {
        let error = #expect(throws: DiagnosticError.self) {
            try SourceFile(name: "a", bytes: Array(repeating: 0xFF, count: (1 << 20) + 1))
        }
        #expect(error?.diagnostics.map(\.code) == ["file-too-large"])
    }
}

@Suite struct `A dialect` {
    @Test func `reads its own language`() throws {
        let text = "image: host\njobs: {a: {steps: [{run: x}]}}\n"
        let (pipeline, diagnostics) = Dialect.native.read(SourceFile(name: "a.yml", text: text))
        #expect(pipeline?.jobs.map(\.key.value.text) == ["a"])
        #expect(diagnostics.isEmpty)
    }

    @Test func `gives warnings along with a pipeline`() {
        let text = "image: host\njobs: {a: {if: 'x ${{ true }}', steps: [{run: x}]}}\n"
        let (pipeline, diagnostics) = Dialect.native.read(SourceFile(name: "a.yml", text: text))
        #expect(pipeline != nil)
        #expect(diagnostics.map(\.severity) == [.warning])
    }
}
