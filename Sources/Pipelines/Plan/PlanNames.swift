/// Gives the jobs of a plan names that are unique in it.
struct PlanNames {
    private var ids: Set<String> = []
    private var slugs: Set<String> = []

    /// The next free id of a job's cell: `test (linux, 3.11)`, or `test (linux, 3.11) 2` where that is taken.
    mutating func id(of key: JobKey, _ label: [String]) -> PlannedJob.ID {
        let name = Self.name(key.text, label)
        return PlannedJob.ID(Self.unique(name, separator: " ", among: &ids))
    }

    /// The next free file name of a job's cell: `test-linux-3.11`.
    ///
    /// It is made of ASCII letters, digits, `.`, `_` and `-`, and begins with none of `.` and `-`, since keys do not.
    mutating func slug(of key: JobKey, _ label: [String]) -> String {
        let words = ([key.text] + label).map(Self.fileName).filter { !$0.isEmpty }
        let name = String(words.joined(separator: "-").prefix(Bounds.slugLength))
        return Self.unique(name, separator: "-", among: &slugs)
    }

    /// A name and the texts of a cell in the manner of GitHub, cut at `Bounds.displayNameLength`.
    ///
    /// Source: actions/runner, `JobNameBuilder.Build`.
    static func name(_ name: String, _ label: [String]) -> String {
        let whole = label.isEmpty ? name : "\(name) (\(label.joined(separator: ", ")))"
        let line = String(String.UnicodeScalarView(whole.unicodeScalars.map(shown)))
        guard line.count > Bounds.displayNameLength else { return line }
        return line.prefix(Bounds.displayNameLength - 3) + "..."
    }

    /// A name is one line, and reaches terminals: what would part or steer it is replaced.
    private static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.properties.isWhitespace { return " " }
        return scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
    }

    private static func fileName(_ text: String) -> String {
        var name = ""
        for byte in text.utf8 {
            let letter = Character(Unicode.Scalar(byte))
            let isKept =
                letter.isASCII && (letter.isLetter || letter.isNumber || "._".contains(letter))
            if isKept { name.append(letter) } else if name.last != "-" { name.append("-") }
        }
        return String(name.drop { $0 == "-" }.reversed().drop { $0 == "-" }.reversed())
    }

    private static func unique(
        _ name: String,
        separator: String,
        among names: inout Set<String>
    ) -> String {
        var candidate = name
        var number = 2
        while !names.insert(candidate).inserted {
            candidate = "\(name)\(separator)\(number)"
            number += 1
        }
        return candidate
    }
}
