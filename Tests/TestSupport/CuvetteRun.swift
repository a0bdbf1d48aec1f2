package import Foundation

/// One invocation of the real program, ended: its code, what it said, and its events where it told them as JSON.
package struct CuvetteRun: Sendable {
    /// What it returned; 128 and the signal's number where one killed it.
    package let code: Int32
    /// The signal that ended the program itself, or nil.
    package let signal: Int32?
    /// Standard output, as it came.
    package let output: Data
    /// Standard error as text.
    package let stderr: String

    /// What a program's end amounts to.
    package init(_ end: SpawnedProgram.End) {
        code = end.code
        signal = end.signal
        output = end.output
        stderr = end.stderr
    }

    /// Standard output as text.
    package var stdout: String { String(decoding: output, as: UTF8.self) }

    /// The lines of `--output json`; a line that is no object is an error.
    package func events() throws -> [Event] {
        try stdout.split(separator: "\n").map { try Event(json: String($0)) }
    }

    /// The text of all output lines of a step, by `JOB/STEP`.
    package func lines(of place: String) throws -> [String] {
        try events().filter { $0["type"] == "line" && "\($0["job"])/\($0["step"])" == place }
            .map { $0["text"] }
    }

    /// The `step-ended` event of a step, by `JOB/STEP`: the last one, where a job was tried again.
    package func step(_ place: String) throws -> Event? {
        try events().last { $0["type"] == "step-ended" && "\($0["job"])/\($0["step"])" == place }
    }

    /// The events of one type of a service, by `JOB/SERVICE`.
    package func service(_ place: String, _ type: String) throws -> [Event] {
        try events().filter { $0["type"] == type && "\($0["job"])/\($0["service"])" == place }
    }

    /// The `job-ended` event of a job.
    package func job(_ id: String) throws -> Event? {
        try events().last { $0["type"] == "job-ended" && $0["job"] == id }
    }

    /// An event, whose values are read as text: `""` where there is none.
    package struct Event: Sendable {
        private let values: [String: String]

        init(json: String) throws {
            let object = try JSONSerialization.jsonObject(with: Data(json.utf8))
            guard let object = object as? [String: Any] else { throw CocoaError(.coderReadCorrupt) }
            values = object.mapValues { value in
                if let text = value as? String { return text }
                if let number = value as? NSNumber {
                    // JSON's true and false are numbers of the C type char; `as? Bool` takes 0 and 1 as well.
                    return String(cString: number.objCType) == "c"
                        ? "\(number.boolValue)" : number.stringValue
                }
                let data = try? JSONSerialization.data(
                    withJSONObject: value,
                    options: [.sortedKeys, .fragmentsAllowed]
                )
                return data.map { String(decoding: $0, as: UTF8.self) } ?? "\(value)"
            }
        }

        /// A value as text: objects and arrays as JSON with sorted keys.
        package subscript(key: String) -> String { values[key] ?? "" }
    }
}
