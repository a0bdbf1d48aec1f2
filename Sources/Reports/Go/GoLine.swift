/// What a line of `go test -v` says.
///
/// Source: cmd/internal/test2json and the testing package of Go; old versions wrote `seconds` and
/// blanks for tabs.
enum GoLine: Equatable {
    /// `=== RUN   TestA`.
    case run(String)
    /// `=== PAUSE`, `=== CONT`, `=== NAME`: from here on, another test writes.
    case goesOn(String)
    /// `--- PASS: TestA (0.10s)`.
    case result(TestOutcome, String, Duration?)
    /// `ok  	package	0.1s`, `FAIL	package	0.1s`, `?   	package	[no test files]`; with what
    /// stands in brackets.
    case package(String, isOK: Bool, Duration?, note: String)
    /// `BenchmarkA-8  	1000	123 ns/op`.
    case benchmark(String, Duration?)
    /// `# package`, or `# package_test [package.test]`: the errors of a build follow. The name is
    /// that of the package whose test is built.
    case build(String)
    /// `PASS`, `FAIL`, `goos: linux` and others that tell nothing of a test.
    case frame
    /// What a test or the package printed.
    case other

    /// Judges a line without its end.
    init(_ line: String) {
        let text = line[...]
        switch text.utf8.first {
        case UInt8(ascii: "="): self = Self.marker(text)
        case UInt8(ascii: "-"), UInt8(ascii: " "): self = Self.result(text) ?? .other
        case UInt8(ascii: "o"), UInt8(ascii: "F"), UInt8(ascii: "?"):
            self = Self.package(text) ?? (text == "FAIL" ? .frame : .other)
        case UInt8(ascii: "P"): self = text == "PASS" ? .frame : .other
        case UInt8(ascii: "B"): self = Self.benchmark(text) ?? .other
        case UInt8(ascii: "#"): self = Self.build(text)
        case UInt8(ascii: "g"), UInt8(ascii: "p"), UInt8(ascii: "c"), UInt8(ascii: "e"):
            let words = ["goos: ", "goarch: ", "pkg: ", "cpu: ", "coverage: ", "exit status "]
            self = words.contains(where: text.hasPrefix) ? .frame : .other
        default: self = .other
        }
    }

    /// Whether a line can hardly stand in anything but the output of `go test`.
    var isDecisive: Bool {
        switch self {
        case .run, .goesOn, .result, .package, .benchmark: true
        default: false
        }
    }

    /// Whether a line that lacks its end may yet say something else.
    static func mayGoOn(_ line: String) -> Bool {
        switch GoLine(line) {
        case .result(_, _, nil): true
        case .package(_, _, nil, _): !line.hasSuffix("]") && !line.hasSuffix("(cached)")
        default: false
        }
    }

    private static func marker(_ text: Substring) -> GoLine {
        for word in ["=== RUN ", "=== PAUSE ", "=== CONT ", "=== NAME "]
        where text.hasPrefix(word) {
            let name = String(text.dropFirst(word.count).trimmed)
            return word == "=== RUN " ? .run(name) : .goesOn(name)
        }
        return .other
    }

    private static func result(_ line: Substring) -> GoLine? {
        let text = line.drop { $0 == " " }
        let outcomes: [(String, TestOutcome)] = [
            ("--- PASS: ", .passed), ("--- FAIL: ", .failed), ("--- SKIP: ", .skipped),
        ]
        for (word, outcome) in outcomes where text.hasPrefix(word) {
            let rest = text.dropFirst(word.count).trimmed
            guard rest.hasSuffix(")"), let open = rest.lastIndex(of: "(") else {
                return .result(outcome, String(rest), nil)
            }
            let time = seconds(rest[rest.index(after: open)...])
            return .result(outcome, String(time == nil ? rest : rest[..<open].trimmed), time)
        }
        return nil
    }

    /// A result behind something that a test printed without a line end.
    static func resultInside(_ text: String) -> (printed: Substring, result: GoLine)? {
        var rest = text[...]
        while let dash = rest.firstIndex(of: "-") {
            rest = rest[dash...]
            if rest.hasPrefix("--- "), let result = result(rest) { return (text[..<dash], result) }
            rest = rest.dropFirst()
        }
        return nil
    }

    private static func package(_ text: Substring) -> GoLine? {
        let words = text.split(maxSplits: 2) { $0 == " " || $0 == "\t" }
        guard let first = words.first, words.count >= 2 else { return nil }
        guard first == "ok" || first == "FAIL" || first == "?" else { return nil }
        let rest = (words.count > 2 ? words[2] : "").trimmed
        let hasTab = text.contains("\t")
        let note = rest.hasPrefix("[") ? rest.prefix { $0 != "]" }.dropFirst() : ""
        let time = seconds(rest)
        guard time != nil || !note.isEmpty || rest.hasPrefix("(cached)") || hasTab && rest.isEmpty
        else { return nil }
        return .package(String(words[1]), isOK: first != "FAIL", time, note: String(note))
    }

    private static func benchmark(_ text: Substring) -> GoLine? {
        let words = text.split { $0 == " " || $0 == "\t" }
        guard
            text.hasPrefix("Benchmark"), words.count >= 4, Int(words[1]) != nil,
            let index = words.firstIndex(of: "ns/op"), let nanoseconds = Double(words[index - 1])
        else { return nil }
        let (name, cores) = (words[0], words[0].split(separator: "-").last ?? "")
        let isSuffixed = cores.count < name.count && Int(cores) != nil
        let plain = isSuffixed ? name.dropLast(cores.count + 1) : name
        let time = nanoseconds < 1e15 ? Duration.nanoseconds(Int64(nanoseconds)) : nil
        return .benchmark(String(plain), time)
    }

    private static func build(_ text: Substring) -> GoLine {
        let words = text.split(separator: " ")
        guard words.count == 2 || words.count == 3 && words[2].hasPrefix("[") else {
            return .other
        }
        guard words[0] == "#" else { return .other }
        return .build(testedPackage(words.dropFirst().joined(separator: " ")))
    }

    /// The package of which something is a part that `go build` calls `path` or
    /// `path [package.test]`.
    static func testedPackage(_ path: String) -> String {
        let words = path.split(separator: " ")
        guard words.count == 2, words[1].hasPrefix("["), words[1].hasSuffix(".test]") else {
            return String(words.first ?? "")
        }
        return String(words[1].dropFirst().dropLast(6))
    }

    /// `0.10s` or `0.10 seconds` at the beginning of a text.
    private static func seconds(_ text: Substring) -> Duration? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text[digits.endIndex...].trimmed
        guard unit.hasPrefix("s"), let value = Double(digits), value <= 366 * 86_400 else {
            return nil
        }
        return .nanoseconds(Int64((value * 1e9).rounded()))
    }
}
