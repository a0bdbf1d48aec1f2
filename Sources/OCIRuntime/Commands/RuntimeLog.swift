import FoundationEssentials
import Glibc
import HostSystem
import SystemPackage

/// Where errors go: standard error, and the file that a caller reads them from.
struct RuntimeLog {
    private let path: String?
    private let isJSON: Bool

    /// The log that a command line asks for, read from it without parsing it again.
    init(_ arguments: [String]) {
        func value(of name: String) -> String? {
            for (index, argument) in arguments.enumerated() {
                if argument.hasPrefix("\(name)=") {
                    return String(argument.dropFirst(name.count + 1))
                }
                if argument == name, index + 1 < arguments.count { return arguments[index + 1] }
            }
            return nil
        }
        path = value(of: "--log")
        isJSON = value(of: "--log-format") == "json"
    }

    private struct Line: Encodable {
        var level = "error"
        var msg: String
        var time = UTCTime.now
    }

    /// Writes an error down.
    func tell(_ error: RuntimeError) {
        let lines = error.description.split(separator: "\n")
        for line in lines {
            let text = Array("cuvette-oci: \(line)\n".utf8)
            write(STDERR_FILENO, text, text.count)
        }
        guard let path,
            let file = try? OpenFile(opening: FilePath(path), O_WRONLY | O_CREAT | O_APPEND)
        else { return }
        let message = lines.joined(separator: "; ")
        var text = "time=\"\(UTCTime.now)\" level=error msg=\"\(message)\"\n"
        if isJSON, let data = try? JSONEncoder().encode(Line(msg: message)) {
            text = String(decoding: data, as: UTF8.self) + "\n"
        }
        try? file.writeAll(Array(text.utf8), name: path)
    }
}
