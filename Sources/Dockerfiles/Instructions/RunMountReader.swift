import Diagnostics

/// Reads `type=cache,target=/root/.cache,…`.
struct RunMountReader {
    private let findings: Findings
    private let flag: InstructionFlag
    private var mount: RunMount

    private static let keys = [
        "type", "target", "dst", "destination", "source", "src", "from", "id", "sharing",
        "required", "readonly", "ro", "readwrite", "rw", "env", "size", "mode", "uid", "gid",
    ]

    /// A reader of one flag.
    init(_ flag: InstructionFlag, _ findings: Findings) {
        self.flag = flag
        self.findings = findings
        mount = RunMount(at: flag.range)
    }

    /// The mount; what is wrong in it is told.
    mutating func read() -> RunMount {
        let fields = Self.fields(flag.value ?? "")
        if fields.isEmpty {
            tell("the mount says nothing", fix: "write --mount=type=cache,target=/path")
        }
        // The type first, since it says which other fields there are.
        for field in fields where field.name == "type" { take(field.name, field.value) }
        for field in fields where field.name != "type" { take(field.name, field.value) }
        check()
        return mount
    }

    private func tell(_ message: String, fix: String? = nil) {
        findings.tell("invalid-mount", message, at: flag.valueRange, fix: fix)
    }

    /// Fields between commas; a field in double quotes may hold commas (RFC 4180).
    private static func fields(_ text: String) -> [(name: String, value: String?)] {
        var fields: [String] = [""]
        var isQuoted = false
        for scalar in text.unicodeScalars {
            if scalar == "\"" {
                isQuoted.toggle()
            } else if scalar == ",", !isQuoted {
                fields.append("")
            } else {
                fields[fields.count - 1].unicodeScalars.append(scalar)
            }
        }
        return fields.filter { !$0.isEmpty }.map { field in
            let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (pair[0].lowercased(), pair.count == 2 ? String(pair[1]) : nil)
        }
    }

    private mutating func take(_ name: String, _ value: String?) {
        switch name {
        case "readonly", "ro": mount.isReadOnly = boolean(name, value)
        case "readwrite", "rw": mount.isReadOnly = boolean(name, value).map { !$0 }
        case "required": mount.isRequired = boolean(name, value) ?? false
        default:
            guard Self.keys.contains(name) else { return tellUnknown(name) }
            guard let value else { return tell("the field \"\(name)\" of the mount has no value") }
            takeText(name, value)
        }
    }

    private mutating func takeText(_ name: String, _ value: String) {
        switch name {
        case "type": mount.kind = word(name, value) ?? mount.kind
        case "target", "dst", "destination": mount.target = value
        case "source", "src": mount.source = value
        case "from": mount.from = value
        case "id": mount.identifier = value
        case "sharing":
            guard mount.kind == .cache else { return tellUnknown(name) }
            mount.sharing = word(name, value) ?? mount.sharing
        case "env": mount.variable = value
        case "size": mount.sizeBytes = size(value)
        case "mode": mount.mode = number(name, value, radix: 8)
        case "uid": mount.uid = number(name, value, radix: 10)
        default: mount.gid = number(name, value, radix: 10)
        }
    }

    private func tellUnknown(_ name: String) {
        let near = Suggestion.nearest(to: name, in: Self.keys)
        tell(
            "unexpected field \"\(name)\" in a mount of type \(mount.kind.rawValue)",
            fix: near.flatMap { $0 == name ? nil : "did you mean \"\($0)\"?" }
        )
    }

    private func boolean(_ name: String, _ value: String?) -> Bool? {
        switch value?.lowercased() {
        case nil, "", "true", "1": return true
        case "false", "0": return false
        default:
            tell("\"\(value ?? "")\" of \"\(name)\" is neither true nor false")
            return nil
        }
    }

    private func word<Word: RawRepresentable & CaseIterable>(_ name: String, _ value: String)
        -> Word? where Word.RawValue == String
    {
        if let word = Word(rawValue: value.lowercased()) { return word }
        let known = Word.allCases.map(\.rawValue)
        let near = Suggestion.nearest(to: value, in: known)
        tell(
            "unsupported mount \(name) \"\(value)\"",
            fix: near.map { "did you mean \"\($0)\"?" }
                ?? "use one of \(known.joined(separator: ", "))"
        )
        return nil
    }

    private func number(_ name: String, _ value: String, radix: Int) -> UInt32? {
        guard let number = UInt32(value, radix: radix), radix == 10 || number <= 0o7777 else {
            tell("invalid value \"\(value)\" of the mount's \(name)")
            return nil
        }
        return number
    }

    /// `64m` and the like; powers of 1024.
    private func size(_ text: String) -> UInt64? {
        let lower = text.lowercased()
        let digits = lower.prefix { $0.isNumber }
        let factor: UInt64? =
            switch lower.dropFirst(digits.count) {
            case "", "b": 1
            case "k", "kb", "kib": 1 << 10
            case "m", "mb", "mib": 1 << 20
            case "g", "gb", "gib": 1 << 30
            case "t", "tb", "tib": 1 << 40
            default: nil
            }
        guard let factor, let number = UInt64(digits) else {
            tell("invalid size \"\(text)\" of the mount", fix: "write it as 64m or 1g")
            return nil
        }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? UInt64.max : bytes
    }

    /// What a kind needs and what it does not take.
    private func check() {
        switch mount.kind {
        case .bind, .tmpfs:
            if mount.target == nil { tell("a mount of type \(mount.kind.rawValue) needs a target") }
        case .cache:
            if mount.target == nil { tell("a mount of type cache needs a target") }
        case .secret:
            if mount.target == nil, mount.identifier == nil {
                tell("a mount of type secret needs an id or a target")
            }
        case .ssh: break
        }
        if mount.from != nil || mount.source != nil, ![.bind, .cache, .secret].contains(mount.kind)
        {
            tellUnknown(mount.from != nil ? "from" : "source")
        }
        if mount.sizeBytes != nil, mount.kind != .tmpfs { tellUnknown("size") }
        if mount.variable != nil, mount.kind != .secret { tellUnknown("env") }
        if mount.kind == .bind, mount.mode != nil || mount.uid != nil || mount.gid != nil {
            tellUnknown(mount.mode != nil ? "mode" : mount.uid != nil ? "uid" : "gid")
        }
    }
}
