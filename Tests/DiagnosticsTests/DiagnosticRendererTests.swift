import Testing

@testable import Diagnostics

@Suite struct `A rendered diagnostic` {
    private let file = SourceFile(name: "cuvette.yml", text: "jobs:\n  lint:\n    stepz: []\n")

    @Test func `shows the place, the line, a caret and what to do`() {
        let range = SourceRange(
            SourcePosition(line: 3, column: 5),
            to: SourcePosition(line: 3, column: 10)
        )
        let diagnostic = Diagnostic(
            code: "unknown-key",
            "unknown key \"stepz\"",
            in: file,
            at: range,
            fix: "did you mean \"steps\"?"
        )
        #expect(
            DiagnosticRenderer().render(diagnostic) == """
                cuvette.yml:3:5: error: unknown key "stepz"
                    3 |     stepz: []
                      |     ^^^^^
                  did you mean "steps"?

                """
        )
    }

    @Test func `quotes lines that end in CR LF`() {
        let windows = SourceFile(name: "a.yml", text: "jobs:\r\n  lint: 1\r\n")
        #expect(windows.line(2) == "  lint: 1")
    }

    @Test func `keeps control characters of a hostile file from the terminal`() {
        let hostile = SourceFile(name: "a.yml", text: "\u{1B}]0;owned\u{7}")
        let range = SourceRange(SourcePosition(line: 1, column: 1))
        let text = DiagnosticRenderer().render(
            Diagnostic(code: "x", "bad \u{1B}[31m", in: hostile, at: range)
        )
        #expect(!text.unicodeScalars.contains("\u{1B}"))
    }

    @Test func `cuts a line of megabytes to the part around the mistake`() {
        let long = SourceFile(name: "a.yml", text: String(repeating: "x", count: 2_000_000))
        let range = SourceRange(SourcePosition(line: 1, column: 1_000_000))
        #expect(
            DiagnosticRenderer().render(Diagnostic(code: "x", "bad", in: long, at: range)).count
                < 600
        )
    }
}

@Suite struct `A suggestion` {
    @Test(arguments: [
        ("stepz", "steps"), ("neeeds", "needs"), ("working_directory", "working-directory"),
        ("tiemout", "timeout"),
    ])
    func `finds the word that was meant`(written: String, meant: String) {
        let known = ["steps", "needs", "working-directory", "timeout", "image"]
        #expect(Suggestion.nearest(to: written, in: known) == meant)
    }

    @Test func `stays silent where nothing is near`() {
        #expect(Suggestion.nearest(to: "frobnicate", in: ["steps", "needs"]) == nil)
    }
}
