/// Finds the parts of a suite's name that change with every run: dates, times, addresses, ports and
/// temporary directories.
package enum VolatileText {
    /// A name with `…` where it would differ in the next run.
    package static func stable(_ name: String) -> String {
        var rest = Array(name.utf8)[...]
        var result: [UInt8] = []
        while let byte = rest.first {
            if let length = volatileLength(rest, behind: result.last) {
                result.append(contentsOf: "…".utf8)
                rest = rest.dropFirst(length)
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// How many bytes at the beginning of a text are volatile; nil for none.
    static func volatileLength(_ text: ArraySlice<UInt8>, behind last: UInt8?) -> Int? {
        switch text.first {
        case 0x30 where text.dropFirst().first == 0x78: address(text)
        case .some(let byte) where byte.isASCIIDigit: number(text, behind: last)
        case 0x2F where last?.isXMLName != true: temporaryDirectory(text)
        default: nil
        }
    }

    /// `0x7f3a91c0`, from four digits on.
    private static func address(_ text: ArraySlice<UInt8>) -> Int? {
        let digits = text.dropFirst(2).prefix {
            $0.isASCIIDigit || (0x61...0x66).contains($0 | 0x20)
        }
        return digits.count >= 4 ? digits.count + 2 : nil
    }

    /// A date with or without a time, eight digits or more, or a port: four or five digits behind a
    /// colon.
    private static func number(_ text: ArraySlice<UInt8>, behind last: UInt8?) -> Int? {
        let digits = text.prefix(while: \.isASCIIDigit)
        if last?.isASCIIDigit == true { return nil }
        if digits.count >= 8 { return digits.count + time(text.dropFirst(digits.count)) }
        if last == 0x3A, (4...5).contains(digits.count) { return digits.count }
        guard matches(text, "dddd-dd-dd") else { return nil }
        return 10 + time(text.dropFirst(10))
    }

    /// The time of day that follows a date, with fraction and zone; 0 where none does.
    private static func time(_ text: ArraySlice<UInt8>) -> Int {
        for form: StaticString in ["Tdd:dd:dd", " dd:dd:dd", "-dd:dd:dd", "Tdddddd", "-dddddd"] {
            guard matches(text, form) else { continue }
            let length = form.utf8CodeUnitCount
            let tail = text.dropFirst(length).prefix {
                $0.isASCIIDigit || [0x2E, 0x2B, 0x3A, 0x5A].contains($0)
            }
            return length + tail.count
        }
        return 0
    }

    /// The name below `/tmp`, `/var/tmp` or `/var/folders`, which is made up for each run.
    private static func temporaryDirectory(_ text: ArraySlice<UInt8>) -> Int? {
        for root: StaticString in ["/tmp/", "/var/tmp/", "/var/folders/"]
        where text.hasText(root, at: text.startIndex) {
            let name = text.dropFirst(root.utf8CodeUnitCount).prefix { $0 != 0x2F }
            return root.utf8CodeUnitCount + name.count
        }
        return nil
    }

    /// Whether a text begins with a form in which `d` stands for a digit.
    private static func matches(_ text: ArraySlice<UInt8>, _ form: StaticString) -> Bool {
        let length = form.utf8CodeUnitCount
        guard text.count >= length else { return false }
        return zip(text, 0..<length).allSatisfy { byte, index in
            let sign = form.byte(at: index)
            return sign == 0x64 ? byte.isASCIIDigit : byte == sign
        }
    }
}
