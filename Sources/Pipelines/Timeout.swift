/// How long something may take: `90s`, `10m`, `1h30m`, `2d`.
package struct Timeout: SettingValue {
    /// More than nothing, at most `Bounds.timeout`.
    package let duration: Duration

    /// A time-out of a length that was checked before.
    package init(_ duration: Duration) {
        self.duration = duration
    }

    private static let units: [(letter: Character, seconds: Int64)] = [
        ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1),
    ]

    /// Reads whole numbers with units, the larger unit first, each unit at most once.
    ///
    /// - Parameter text: Such as `1h30m`.
    /// - Returns: The time-out.
    /// - Throws: `SettingError` for a number without a unit, an unknown unit, zero, or more than the bound.
    package static func reading(_ text: String) throws(SettingError) -> Timeout {
        if !text.isEmpty, text.allSatisfy(\.isASCIIDigit) {
            throw SettingError("\"\(text)\" has no unit", fix: "write \"\(text)m\" for minutes")
        }
        guard let seconds = seconds(of: text[...]) else {
            throw SettingError(
                "\"\(text)\" is not a duration",
                fix: "write whole numbers with units: \"90s\", \"10m\", \"1h30m\" or \"2d\""
            )
        }
        guard seconds > 0 else {
            throw SettingError("a duration of 0 would end at once", fix: "leave the key out")
        }
        guard .seconds(seconds) <= Bounds.timeout else {
            throw SettingError("\"\(text)\" is more than 35 days", fix: "write \"35d\" or less")
        }
        return Timeout(.seconds(seconds))
    }

    private static func seconds(of text: Substring) -> Int64? {
        var rest = text
        var units = units[...]
        var total: Int64 = 0
        repeat {
            let digits = rest.prefix(while: \.isASCIIDigit)
            rest = rest.dropFirst(digits.count)
            // Nine digits of days are far above the bound and far below what overflows.
            guard let number = Int64(digits), digits.count <= 9, let letter = rest.popFirst(),
                let found = units.firstIndex(where: { $0.letter == letter })
            else { return nil }
            total += number * units[found].seconds
            units = units[(found + 1)...]
        } while !rest.isEmpty
        return total
    }
}

extension Character {
    var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
