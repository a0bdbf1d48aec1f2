/// Reads `go test -json`: one event a line, and lines of text where a build broke.
///
/// Source: `go doc test2json`; the build events of Go 1.24.
struct GoJSONReader {
    private let bytes: [UInt8]
    private var recorder: GoRecorder
    /// The package whose build errors are read from lines that are no JSON.
    private var building: String?
    private var hasComplained = false

    static func read(_ bytes: [UInt8], _ source: ReportSource) -> TestReport {
        var reader = GoJSONReader(bytes: bytes, recorder: GoRecorder(bytes, source))
        for line in ReportLines(bytes) {
            reader.take(line)
        }
        return reader.recorder.finished()
    }

    private mutating func take(_ line: Range<Int>) {
        guard line.lowerBound < line.upperBound else { return }
        guard bytes[line.lowerBound] == 0x7B else { return take(text: line) }
        guard let object = JSONPart(bytes, from: line.lowerBound, to: line.upperBound) else {
            return
        }
        guard object.isWhole else { return recorder.cut(at: line.lowerBound) }
        take(GoEvent(object), at: line.lowerBound)
    }

    private mutating func take(_ event: GoEvent, at offset: Int) {
        switch event.action {
        case "run":
            guard let test = event.test else { return }
            recorder.begin(test, in: event.package, at: offset)
        case "output": print(event, at: offset)
        case "build-output": recorder.printBuild(event.output, of: event.package)
        case "pass", "bench": end(event, .passed, at: offset)
        case "fail": end(event, .failed, at: offset)
        case "skip": end(event, .skipped, at: offset)
        default: break
        }
    }

    private mutating func print(_ event: GoEvent, at offset: Int) {
        switch GoLine(event.output.withoutLineEnd) {
        case .benchmark(let name, let time):
            recorder.measure(name, time, in: event.package, at: offset)
        case .run, .goesOn, .frame: break
        case .result(let outcome, let test, let time):
            // A subtest whose end has no event, since that of the test around it has none.
            guard recorder.isLost(test, in: event.package) else { return }
            recorder.end(test, outcome, time, in: event.package, at: offset)
        case .package(_, _, _, let note) where event.test == nil:
            if note.hasSuffix("failed") { recorder.end(event.package, isOK: false, note: note) }
        default:
            // A test that printed no line end before its result has no event of its end
            // (golang/go#38063); nor has the test around a subtest that did so.
            guard
                let test = event.test,
                let (printed, result) = GoLine.resultInside(event.output.withoutLineEnd),
                case .result(let outcome, let ended, let time) = result,
                ended == test || test.hasPrefix(ended + "/"),
                recorder.isOpen(ended, in: event.package)
            else { return recorder.print(event.output, of: event.test, in: event.package) }
            recorder.print(printed + "\n", of: test, in: event.package)
            recorder.end(ended, outcome, time, in: event.package, at: offset)
        }
    }

    private mutating func end(_ event: GoEvent, _ outcome: TestOutcome, at offset: Int) {
        if let test = event.test {
            recorder.end(test, outcome, event.elapsed, in: event.package, at: offset)
        } else {
            recorder.end(event.package, isOK: outcome != .failed)
        }
    }

    private mutating func take(text line: Range<Int>) {
        let text = bytes.text(line)
        switch GoLine(text) {
        case .build(let package): building = package
        case .package(let package, let isOK, _, let note):
            recorder.end(package, isOK: isOK, note: note)
            building = nil
        default:
            if let building { return recorder.printBuild(text + "\n", of: building) }
            if !hasComplained { recorder.complain("a line that is no JSON", at: line.lowerBound) }
            hasComplained = true
        }
    }
}

/// One line of `go test -json`.
struct GoEvent {
    private(set) var action = ""
    private(set) var package = ""
    private(set) var test: String?
    private(set) var output = ""
    private(set) var elapsed: Duration?

    /// What an object says.
    init(_ object: JSONPart) {
        for member in object.members {
            if member.hasName("Action") {
                action = member.value.string ?? ""
            } else if member.hasName("Package") {
                package = member.value.string ?? ""
            } else if member.hasName("ImportPath") {
                let path = member.value.string ?? ""
                if package.isEmpty { package = GoLine.testedPackage(path) }
            } else if member.hasName("Test") {
                test = member.value.string
            } else if member.hasName("Output") {
                output = member.value.string ?? ""
            } else if member.hasName("Elapsed") {
                elapsed = member.value.duration()
            }
        }
    }
}

extension String {
    fileprivate var withoutLineEnd: String {
        hasSuffix("\n") ? String(unicodeScalars.dropLast()) : self
    }
}
