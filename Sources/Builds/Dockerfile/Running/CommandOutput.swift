import Containers
import Logs

/// Takes a command's output apart into lines without secrets, tells them, and keeps the last ones.
struct CommandOutput {
    private let materials: BuildMaterials
    private let step: BuildStep
    private var redactors: [OutputStream: Redactor] = [:]
    private var splitters: [OutputStream: LineSplitter] = [:]
    /// The last lines.
    private(set) var last: [String] = []

    /// How many lines are kept for the message of a failure.
    private static let maximumKept = 20

    /// Nothing taken yet.
    init(_ materials: BuildMaterials, _ step: BuildStep) {
        self.materials = materials
        self.step = step
    }

    /// Takes a piece.
    mutating func take(_ stream: OutputStream, _ bytes: UnsafeRawBufferPointer) {
        var redactor = redactors[stream] ?? materials.redactor
        let shown = redactor.isIdle ? nil : redactor.push(bytes)
        redactors[stream] = redactor
        if let shown {
            shown.withUnsafeBytes { split(stream, $0) }
        } else {
            split(stream, bytes)
        }
    }

    /// Tells what was held back.
    mutating func finish() {
        for stream in OutputStream.allCases {
            if var redactor = redactors[stream], !redactor.isIdle {
                redactor.finish().withUnsafeBytes { split(stream, $0) }
            }
            var splitter = splitters[stream] ?? LineSplitter()
            var lines: [String] = []
            splitter.finish { lines.append($0) }
            for line in lines { tell(line) }
        }
    }

    private mutating func split(_ stream: OutputStream, _ bytes: UnsafeRawBufferPointer) {
        var splitter = splitters[stream] ?? LineSplitter()
        var lines: [String] = []
        splitter.push(bytes) { lines.append($0) }
        splitters[stream] = splitter
        for line in lines { tell(line) }
    }

    private mutating func tell(_ line: String) {
        materials.tell(.line(step, line))
        last.append(line)
        if last.count > Self.maximumKept { last.removeFirst() }
    }
}
