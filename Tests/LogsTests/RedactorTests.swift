import Logs
import Testing

@Suite struct `A redactor` {
    private func show(_ text: String, secrets: [String], piece: Int) -> String {
        var redactor = Redactor(secrets)
        var output: [UInt8] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: piece) {
            let part = Array(bytes[start..<min(bytes.count, start + piece)])
            output += part.withUnsafeBytes { redactor.push($0) }
        }
        return String(decoding: output + redactor.finish(), as: UTF8.self)
    }

    @Test(arguments: 1...24) func `finds a secret however it is cut`(piece: Int) {
        let text = "before hunter2hunter2 between xhunter2 hunter after"
        #expect(
            show(text, secrets: ["hunter2"], piece: piece)
                == "before ****** between x*** hunter after"
        )
    }

    @Test(arguments: 1...12) func `hides the longer of two that begin alike`(piece: Int) {
        #expect(
            show("a secret-long b", secrets: ["secret", "secret-long"], piece: piece) == "a *** b"
        )
    }

    @Test func `finds the forms in which programs write a value`() {
        let secret = "p\"ss w/rd"
        let forms = ["cCJzcyB3L3Jk", "p%22ss%20w%2Frd", "p\\\"ss w/rd"]
        for form in forms { #expect(show("x\(form)y", secrets: [secret], piece: 3) == "x***y") }
    }

    @Test func `finds each line of a value of several lines`() {
        #expect(show("one line: second", secrets: ["first\nsecond"], piece: 4) == "one line: ***")
    }

    @Test func `holds nothing back that cannot become a secret`() {
        var redactor = Redactor(["hunter2"])
        let bytes = Array("prompt> ".utf8)
        let shown = bytes.withUnsafeBytes { redactor.push($0) }
        #expect(String(decoding: shown, as: UTF8.self) == "prompt> ")
    }

    @Test func `leaves everything alone without secrets`() {
        #expect(Redactor([""]).isIdle)
        #expect(Redactor([]).redacted("text") == "text")
    }
}
