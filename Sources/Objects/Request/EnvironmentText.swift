import HostSystem
import SystemPackage

/// Reads variables as Docker's command line writes them.
package enum EnvironmentText {
    /// `NAME=value`, or `NAME` for the caller's own; nil where the caller has none of that name.
    ///
    /// - Parameters:
    ///   - text: As written.
    ///   - own: The caller's variables.
    /// - Returns: `NAME=value`.
    /// - Throws: `ObjectError` where there is no name.
    package static func variable(_ text: String, own: [String: String]) throws(ObjectError)
        -> String?
    {
        guard let first = text.first, first != "=" else {
            throw ObjectError("\"\(text)\" is no variable: the name is missing")
        }
        if text.contains("=") { return text }
        return own[text].map { "\(text)=\($0)" }
    }

    /// The variables of a file, a line each; empty lines and those that begin with `#` are passed over.
    ///
    /// - Throws: `SystemError`, `ObjectError`.
    package static func file(_ path: String, own: [String: String]) throws -> [String] {
        let file = try OpenFile(opening: FilePath(path))
        let text = String(decoding: try file.readAll(limit: 1 << 20, name: path), as: UTF8.self)
        var variables: [String] = []
        for line in text.unicodeScalars.split(whereSeparator: { $0 == "\n" || $0 == "\r" }) {
            let line = String(Substring(line).drop { $0 == " " || $0 == "\t" })
            if line.isEmpty || line.hasPrefix("#") { continue }
            if let variable = try variable(line, own: own) { variables.append(variable) }
        }
        return variables
    }
}
