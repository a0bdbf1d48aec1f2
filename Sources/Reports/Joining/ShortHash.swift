/// A short name for some texts: the same on every machine and in every version.
enum ShortHash {
    /// Twelve hexadecimal digits.
    ///
    /// FNV-1a with 64 bits: two of a million names share their first 48 with a chance of 1 in 500.
    static func text(of parts: [String]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for part in parts {
            for byte in part.utf8 {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            }
            // No UTF-8 has this byte, so "a", "b" and "ab", "" differ.
            hash = (hash ^ 0xFF) &* 0x100_0000_01B3
        }
        let digits = String(hash, radix: 16)
        return String((String(repeating: "0", count: 16 - digits.count) + digits).prefix(12))
    }
}
