/// Patterns of bits that together hold for all numbers but some.
///
/// A filter can say what an argument must be, but not, for one call, what it must not be. And it compares 64 bits where
/// the kernel reads 32 of many arguments, so that "other than X" holds for X with a higher bit set (CVE-2019-10063).
/// Patterns under a mask of 32 bits do neither wrong.
enum NumberCover {
    /// Holds for the numbers that are `value` under `mask`.
    struct Pattern: Hashable {
        var mask: UInt64
        var value: UInt64
    }

    /// The patterns whose numbers are, in their lower 32 bits, all but the given ones; at most 32 for each of them.
    static func of32Bits(without numbers: Set<UInt32>) -> [Pattern] {
        cover(bit: 31, Pattern(mask: 0, value: 0), without: numbers)
    }

    /// Halves what a pattern holds for until one half holds none of the numbers.
    private static func cover(
        bit: Int,
        _ pattern: Pattern,
        without numbers: Set<UInt32>
    ) -> [Pattern] {
        guard !numbers.isEmpty else { return [pattern] }
        guard bit >= 0 else { return [] }
        return [UInt64(0), 1].flatMap { half in
            cover(
                bit: bit - 1,
                Pattern(mask: pattern.mask | 1 << bit, value: pattern.value | half << bit),
                without: numbers.filter { UInt64($0) >> bit & 1 == half }
            )
        }
    }
}
