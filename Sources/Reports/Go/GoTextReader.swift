/// Reads what `go test` prints, best with `-v`.
struct GoTextReader {
    private let bytes: [UInt8]
    private(set) var recorder: GoRecorder
    /// The test that writes.
    private var writer: String?
    /// The package whose build errors are read.
    private var building: String?

    static func read(_ bytes: [UInt8], _ source: ReportSource) -> TestReport {
        var reader = GoTextReader(bytes, GoRecorder(bytes, source))
        for line in ReportLines(bytes) {
            reader.take(line)
        }
        return reader.recorder.finished()
    }

    init(_ bytes: [UInt8], _ recorder: GoRecorder) {
        self.bytes = bytes
        self.recorder = recorder
    }

    private mutating func take(_ range: Range<Int>) {
        let text = bytes.text(range)
        let offset = range.lowerBound
        // A line that the end of the file cuts off may name a test that does not exist.
        if range.upperBound == bytes.count, GoLine.mayGoOn(text) { return }
        switch GoLine(text) {
        case .run(let name):
            building = nil
            writer = name
            recorder.begin(name, in: "", at: offset)
        case .goesOn(let name): writer = name
        case .result(let outcome, let name, let time):
            recorder.end(name, outcome, time, in: "", at: offset)
            // What a parallel or nested test says comes behind its result.
            writer = name
        case .benchmark(let name, let time):
            recorder.measure(name, time, in: "", at: offset)
        case .package(let name, let isOK, _, let note): endPackage(name, isOK, note)
        case .build(let name): building = name
        case .frame: writer = nil
        case .other:
            guard
                let (printed, result) = GoLine.resultInside(text),
                case .result(let outcome, let name, let time) = result,
                recorder.isOpen(name, in: "")
            else { return print(text + "\n") }
            print(printed + "\n")
            recorder.end(name, outcome, time, in: "", at: offset)
            writer = name
        }
    }

    private mutating func print(_ text: String) {
        if let building {
            recorder.printBuild(text, of: building)
        } else {
            recorder.print(text, of: writer, in: "")
        }
    }

    private mutating func endPackage(_ name: String, _ isOK: Bool, _ note: String) {
        // The package of a build that failed has no tests: those before it are others'.
        if !note.hasSuffix("failed") { recorder.name(name) }
        recorder.end(name, isOK: isOK, note: note)
        writer = nil
        building = nil
    }
}
