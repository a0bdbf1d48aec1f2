/// The name that a container or an anonymous volume has for good: 64 hexadecimal digits, drawn at random.
package enum ContainerID {
    /// How many digits people are shown.
    package static let shortLength = 12

    /// A new one.
    package static func make() -> String {
        (0..<4).map { _ in
            let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        .joined()
    }

    /// Whether a text is one.
    package static func isValid(_ text: String) -> Bool {
        text.utf8.count == 64 && isPrefix(text)
    }

    /// Whether a text can be the beginning of one.
    package static func isPrefix(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 || $0 >= 0x61 && $0 <= 0x66 }
    }
}
