/// Reads amounts as Docker's command line writes them.
package enum AmountText {
    /// Reads bytes: `512`, `64m`, `1.5g`, `1GiB`; nil for anything else.
    ///
    /// Units are powers of 1024.
    package static func bytes(_ text: String) -> Int64? {
        var word = text.lowercased()
        for suffix in ["ib", "b"] where word.hasSuffix(suffix) {
            word.removeLast(suffix.count)
            break
        }
        let units: [Character: Double] = [
            "k": 1024, "m": 1_048_576, "g": 1_073_741_824, "t": 1_099_511_627_776,
        ]
        var factor = 1.0
        if let last = word.last, let unit = units[last] {
            factor = unit
            word.removeLast()
        }
        guard let number = Double(word), number >= 0, number * factor < 9e18 else { return nil }
        return Int64(number * factor)
    }

    /// Reads a duration, into seconds: `30s`, `1m30s`, `500ms`, `2h`; nil for anything else.
    package static func seconds(_ text: String) -> Double? {
        if text == "0" { return 0 }
        let units: [String: Double] = [
            "ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600,
        ]
        var total = 0.0
        var rest = Substring(text)
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber || $0 == "." }
            let unit = rest.dropFirst(digits.count).prefix { $0.isLetter }
            guard let number = Double(digits), let factor = units[String(unit)] else { return nil }
            total += number * factor
            rest = rest.dropFirst(digits.count + unit.count)
        }
        return total
    }

    /// Reads a limit of each process: `nofile=1024:2048`, `nproc=64`; nil for anything else.
    package static func processLimit(_ text: String) -> (name: String, soft: UInt64, hard: UInt64)?
    {
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let values = parts[1].split(separator: ":").map { word -> UInt64? in
            word == "-1" || word == "unlimited" ? .max : UInt64(word)
        }
        guard let soft = values.first ?? nil, values.count <= 2,
            let hard = values.count == 2 ? values[1] : soft, soft <= hard
        else { return nil }
        return ("RLIMIT_\(parts[0].uppercased())", soft, hard)
    }
}
