package import Diagnostics

/// The comments at the top of a file that say how it is read: `# escape=`, `# syntax=`, `# check=`.
///
/// Source: BuildKit's Dockerfile reference, "Parser directives".
package struct ParserDirectives: Sendable, Hashable {
    /// What joins lines and takes a character's meaning away.
    package var escape: Unicode.Scalar = "\\"
    /// The front end that the file asks for; never run, since it would be a program of somebody else's.
    package var syntax: Located<String>?
    /// Which checks are left out, and whether what they find is an error.
    package var check = CheckSettings()

    /// A directive's name and value.
    private struct Line {
        var name: String
        var value: Located<String>
    }

    /// Reads them; the first line that is none ends them.
    init(of file: SourceFile, _ findings: Findings) {
        var number = 1
        var seen: Set<String> = []
        while let text = file.line(number), let line = Self.directive(text, number) {
            guard ["escape", "syntax", "check"].contains(line.name) else { return }
            if !seen.insert(line.name).inserted {
                findings.tell(
                    "duplicate-directive",
                    "only one \(line.name) directive can be used",
                    at: line.value.range,
                    fix: "remove this line"
                )
            }
            take(line, findings)
            number += 1
        }
    }

    private mutating func take(_ line: Line, _ findings: Findings) {
        switch line.name {
        case "syntax":
            syntax = line.value
            if !Self.isStandard(line.value.value) {
                findings.warn(
                    "custom-frontend",
                    "the front end \"\(line.value.value)\" is not run; the file is read as a Dockerfile",
                    at: line.value.range
                )
            }
        case "check": check = CheckSettings(line.value, findings)
        default:
            guard line.value.value == "\\" || line.value.value == "`",
                let scalar = line.value.value.unicodeScalars.first
            else {
                findings.tell(
                    "invalid-escape",
                    "invalid escape directive \"\(line.value.value)\": it can be \\ or `",
                    at: line.value.range
                )
                return
            }
            escape = scalar
        }
    }

    /// Reads `# name=value`, or nil.
    ///
    /// A name has letters and digits, and begins with a letter.
    private static func directive(_ text: String, _ number: Int) -> Line? {
        let scalars = Array(text.unicodeScalars)
        var offset = number == 1 && scalars.first == "\u{FEFF}" ? 1 : 0
        func skipBlanks() { while offset < scalars.count, scalars[offset].isBlank { offset += 1 } }
        guard offset < scalars.count, scalars[offset] == "#" else { return nil }
        offset += 1
        skipBlanks()
        let start = offset
        while offset < scalars.count, scalars[offset].isASCIIWord { offset += 1 }
        let name = String(scalars[start..<offset]).lowercased()
        skipBlanks()
        guard !name.isEmpty, offset < scalars.count, scalars[offset] == "=" else { return nil }
        offset += 1
        skipBlanks()
        let end = (scalars.lastIndex { !$0.isBlank } ?? -1) + 1
        guard offset < end, scalars[start].properties.isAlphabetic else { return nil }
        let range = SourceRange(
            SourcePosition(line: number, column: offset + 1),
            to: SourcePosition(line: number, column: end + 1)
        )
        return Line(name: name, value: Located(String(scalars[offset..<end]), at: range))
    }

    /// Whether a front end is the ordinary one, in any of its versions.
    private static func isStandard(_ reference: String) -> Bool {
        let name = reference.prefix { $0 != ":" && $0 != "@" && $0 != " " }
        return [
            "docker/dockerfile", "docker.io/docker/dockerfile", "docker/dockerfile-upstream",
            "docker.io/docker/dockerfile-upstream", "dockerfile",
        ].contains(String(name))
    }
}

extension Unicode.Scalar {
    fileprivate var isASCIIWord: Bool {
        isDigit || (0x41...0x5A).contains(value) || (0x61...0x7A).contains(value)
    }
}
