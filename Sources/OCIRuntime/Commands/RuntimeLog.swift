import FoundationEssentials
import Glibc
import HostSystem
import SystemPackage

/// Where errors go: standard error, and the file that a caller reads them from.
struct RuntimeLog {
    /// The file; nil for standard error.
    var path: String?
    /// Whether each line is a JSON object.
    var isJSON = false
    /// Whether more than errors is wanted.
    var isDebug = false

    private struct Line: Encodable {
        var level: String
        var msg: String
        var time = UTCTime.now
    }

    /// Writes an error down.
    func tell(_ error: RuntimeError) {
        let lines = error.description.split(separator: "\n")
        for line in lines {
            let text = Array("cuvette-oci: \(line)\n".utf8)
            Glibc.write(STDERR_FILENO, text, text.count)
        }
        if path != nil { write(lines.joined(separator: "; "), level: "error") }
    }

    /// Writes down what has no effect.
    func warn(_ sentence: String) {
        write(sentence, level: "warning")
    }

    /// Writes down what was done, where that is wanted.
    func debug(_ sentence: String) {
        if isDebug { write(sentence, level: "debug") }
    }

    /// A line in the log, or on standard error where there is no log.
    private func write(_ message: String, level: String) {
        var text = "time=\"\(UTCTime.now)\" level=\(level) msg=\"\(message)\"\n"
        if isJSON, let data = try? JSONEncoder().encode(Line(level: level, msg: message)) {
            text = String(decoding: data, as: UTF8.self) + "\n"
        }
        let bytes = Array(text.utf8)
        // A log that cannot be written must not keep a container from running or from being reported on.
        if let path {
            let file = try? OpenFile(opening: FilePath(path), O_WRONLY | O_CREAT | O_APPEND)
            try? file?.writeAll(bytes, name: path)
        } else {
            Glibc.write(STDERR_FILENO, bytes, bytes.count)
        }
    }
}
