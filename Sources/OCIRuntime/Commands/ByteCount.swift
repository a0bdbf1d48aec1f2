/// A number of bytes as callers of runc and docker write it: `67108864`, `64m`, `1GiB`, `-1` for no limit.
struct ByteCount: CommandValue {
    let bytes: Int64

    init?(commandText argument: String) {
        let digits = argument.prefix { $0.isNumber || $0 == "-" }
        guard let number = Int64(digits) else { return nil }
        var unit = argument.dropFirst(digits.count).lowercased()
        for ending in ["ib", "b"] where unit.hasSuffix(ending) {
            unit.removeLast(ending.count)
            break
        }
        let powers = ["": 0, "k": 10, "m": 20, "g": 30, "t": 40, "p": 50]
        guard let power = powers[unit] else { return nil }
        let (product, overflows) = number.multipliedReportingOverflow(by: 1 << power)
        guard !overflows else { return nil }
        bytes = product
    }

    var commandText: String { "\(bytes)" }
}
