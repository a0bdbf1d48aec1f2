/// Permissions as `--chmod` writes them: octal digits, or symbols such as `u+x,go-w`.
///
/// Source: chmod(1).
enum FileMode: Sendable, Hashable {
    /// These, whatever a file has.
    case absolute(UInt32)
    /// Changes to what a file has.
    case symbolic([Clause])

    /// One change: whose, what is done, and with which permissions.
    struct Clause: Sendable, Hashable {
        var who: UInt32
        var sign: Character
        var permissions: String
    }

    /// Reads permissions; nil for what chmod(1) refuses.
    init?(_ text: String) {
        if let number = UInt32(text, radix: 8) {
            guard number <= 0o7777 else { return nil }
            self = .absolute(number)
            return
        }
        var clauses: [Clause] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let parsed = Self.clauses(part) else { return nil }
            clauses += parsed
        }
        self = .symbolic(clauses)
    }

    private static func clauses(_ text: Substring) -> [Clause]? {
        let whoText = text.prefix { "ugoa".contains($0) }
        var who: UInt32 = 0
        for letter in whoText {
            who |= letter == "u" ? 0o4700 : letter == "g" ? 0o2070 : letter == "o" ? 0o1007 : 0o7777
        }
        if whoText.isEmpty { who = 0o7777 }
        var rest = text.dropFirst(whoText.count)
        var clauses: [Clause] = []
        while let sign = rest.first {
            guard "+-=".contains(sign) else { return nil }
            let permissions = rest.dropFirst().prefix { !"+-=".contains($0) }
            guard permissions.allSatisfy({ "rwxXstugo".contains($0) }) else { return nil }
            clauses.append(Clause(who: who, sign: sign, permissions: String(permissions)))
            rest = rest.dropFirst(permissions.count + 1)
        }
        return clauses.isEmpty ? nil : clauses
    }

    /// The permissions that a file gets.
    ///
    /// - Parameters:
    ///   - mode: Those it has.
    ///   - isDirectory: Whether it is a folder, which `X` makes enterable.
    /// - Returns: 0 to 0o7777.
    func applied(to mode: UInt32, isDirectory: Bool) -> UInt32 {
        switch self {
        case .absolute(let mode): return mode
        case .symbolic(let clauses):
            return clauses.reduce(mode) { $1.applied(to: $0, isDirectory: isDirectory) }
        }
    }
}

extension FileMode.Clause {
    fileprivate func applied(to mode: UInt32, isDirectory: Bool) -> UInt32 {
        var bits: UInt32 = 0
        for letter in permissions {
            switch letter {
            case "r": bits |= 0o444
            case "w": bits |= 0o222
            case "x": bits |= 0o111
            case "X": if isDirectory || mode & 0o111 != 0 { bits |= 0o111 }
            case "s": bits |= 0o6000
            case "t": bits |= 0o1000
            case "u": bits |= (mode >> 6 & 7) * 0o111
            case "g": bits |= (mode >> 3 & 7) * 0o111
            default: bits |= (mode & 7) * 0o111
            }
        }
        bits &= who
        switch sign {
        case "+": return mode | bits
        case "-": return mode & ~bits
        // Set-id bits of a folder stay unless they are named, as in GNU chmod.
        default: return mode & ~(who & (isDirectory ? 0o777 : 0o7777)) | bits
        }
    }
}
