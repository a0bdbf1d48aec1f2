/// Durations and sizes as people read them.
enum Amounts {
    /// `38ms`, `12.4s`, `1m 04s`, `2h 03m`.
    static func text(_ duration: Duration) -> String {
        let (whole, attoseconds) = duration.components
        if whole == 0 { return "\(attoseconds / 1_000_000_000_000_000)ms" }
        let tenths = attoseconds / 100_000_000_000_000_000
        if whole < 60 { return "\(whole).\(tenths)s" }
        if whole < 3600 { return "\(whole / 60)m \(twoDigits(whole % 60))s" }
        return "\(whole / 3600)h \(twoDigits(whole / 60 % 60))m"
    }

    /// `512 B`, `9.2 MiB`.
    static func text(bytes: UInt64) -> String {
        var amount = Double(bytes)
        for unit in ["B", "KiB", "MiB", "GiB"] {
            if amount < 1024 { return unit == "B" ? "\(bytes) B" : "\(rounded(amount)) \(unit)" }
            amount /= 1024
        }
        return "\(rounded(amount)) TiB"
    }

    /// `1 test`, `2 tests`, `2 branches`.
    static func text(_ count: some BinaryInteger, _ noun: String) -> String {
        count == 1 ? "1 \(noun)" : "\(count) \(noun)\(noun.hasSuffix("ch") ? "es" : "s")"
    }

    private static func rounded(_ amount: Double) -> String {
        let tenths = Int((amount * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func twoDigits(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}

extension String {
    /// The text with blanks behind it, up to a width in characters.
    func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
