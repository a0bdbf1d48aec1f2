/// A moment as a test report gives it: with a zone, or without one as many producers write.
package struct ReportTimestamp: Sendable, Hashable {
    /// Whole seconds since 1970-01-01T00:00:00, in UTC where `hasZone`, else in the producer's own
    /// time.
    package var seconds: Int64
    /// The part of a second, 0..<1,000,000,000.
    package var nanoseconds: Int32
    /// Whether the moment is known, and not just the face of an unknown clock.
    package var hasZone: Bool

    /// A moment from its parts.
    package init(seconds: Int64, nanoseconds: Int32 = 0, hasZone: Bool = true) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.hasZone = hasZone
    }

    /// Reads ISO 8601 with date and time, in the spellings found in the wild, and Unix time.
    ///
    /// Date and time are parted by `T`, by blanks, or by both; the fraction has any number of
    /// digits; the zone is `Z`, `+01:00`, `+0100`, `+01`, `+1:00` or missing. A number of 10 digits
    /// is Unix time in seconds, one of 13 in milliseconds. Everything else, a date alone too, gives
    /// nil.
    package init?(parsing text: some StringProtocol) {
        var digits = DigitReader(text)
        if let moment = Self.unixTime(text) {
            self = moment
        } else if let moment = Self.calendarTime(&digits) {
            self = moment
        } else {
            return nil
        }
    }

    private static func unixTime(_ text: some StringProtocol) -> ReportTimestamp? {
        guard text.utf8.allSatisfy(\.isASCIIDigit), let number = Int64(text) else { return nil }
        switch text.utf8.count {
        case 10:
            return ReportTimestamp(seconds: number)
        case 13:
            let part = Int32(number % 1_000) * 1_000_000
            return ReportTimestamp(seconds: number / 1_000, nanoseconds: part)
        default:
            return nil
        }
    }

    private static func calendarTime(_ text: inout DigitReader) -> ReportTimestamp? {
        guard
            let year = text.number(4), text.skip("-"), let month = text.number(2),
            text.skip("-"), let day = text.number(2), (1...12).contains(month),
            (1...31).contains(day), text.skipSeparator(),
            let hour = text.number(2), text.skip(":"), let minute = text.number(2),
            text.skip(":"), let second = text.number(2),
            hour < 24, minute < 60, second < 61
        else { return nil }
        let nanoseconds = text.fraction()
        guard let zone = text.zone() else { return nil }
        let days = daysSinceEpoch(year: year, month: month, day: day)
        let clock = Int64(hour * 3_600 + minute * 60 + second)
        return ReportTimestamp(
            seconds: days * 86_400 + clock - Int64(zone.offsetSeconds),
            nanoseconds: nanoseconds,
            hasZone: zone.isKnown
        )
    }

    /// Days since 1970-01-01 in the Gregorian calendar; years begin in March so that leap days come
    /// last.
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468)
    }
}

extension ReportTimestamp: Comparable {
    /// Earlier first; a moment without a zone is taken for UTC.
    package static func < (left: ReportTimestamp, right: ReportTimestamp) -> Bool {
        (left.seconds, left.nanoseconds, left.hasZone ? 0 : 1)
            < (right.seconds, right.nanoseconds, right.hasZone ? 0 : 1)
    }
}

extension ReportTimestamp: CustomStringConvertible {
    /// `2024-01-03T12:27:11Z`, without the `Z` where the zone is not known; fractions are left out.
    package var description: String {
        let day = seconds.quotientAndRemainder(dividingByFloor: 86_400)
        let (year, month, date) = Self.calendarDate(daysSinceEpoch: day.quotient)
        let clock = day.remainder
        let time = [clock / 3_600, clock / 60 % 60, clock % 60].map { $0.padded(to: 2) }
        return "\(year.padded(to: 4))-\(month.padded(to: 2))-\(date.padded(to: 2))T"
            + time.joined(separator: ":") + (hasZone ? "Z" : "")
    }

    private static func calendarDate(daysSinceEpoch: Int64) -> (Int64, Int64, Int64) {
        let (era, dayOfEra) = (daysSinceEpoch + 719_468).quotientAndRemainder(
            dividingByFloor: 146_097
        )
        let leapDays = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leapDays) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}

extension Int64 {
    fileprivate func quotientAndRemainder(
        dividingByFloor divisor: Int64
    ) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    fileprivate func padded(to width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}
