import OCI

@testable import Containers

/// Runs a filter as the kernel does, for one call: `seccomp_check_filter` allows these instructions and no others.
struct FilterMachine {
    private let words: [(code: UInt16, yes: Int, no: Int, value: UInt32)]

    init(_ filter: SeccompFilter) {
        words = stride(from: 0, to: filter.instructions.count, by: 8).map { start in
            let bytes = filter.instructions[start..<start + 8].map(UInt32.init)
            let value = bytes[4] | bytes[5] << 8 | bytes[6] << 16 | bytes[7] << 24
            return (UInt16(bytes[0] | bytes[1] << 8), Int(bytes[2]), Int(bytes[3]), value)
        }
    }

    /// What the filter says of a call: a `SECCOMP_RET_*` value.
    func answer(
        _ number: UInt32,
        _ arguments: [UInt64] = [],
        architecture: UInt32 = 0xC000_003E
    ) -> UInt32 {
        var data: [UInt32] = [number, architecture, 0, 0]
        for index in 0..<6 {
            let value = index < arguments.count ? arguments[index] : 0
            data += [UInt32(truncatingIfNeeded: value), UInt32(value >> 32)]
        }
        var accumulator: UInt32 = 0
        var place = 0
        while true {
            let word = words[place]
            place += 1
            switch word.code {
            case 0x20: accumulator = data[Int(word.value) / 4]
            case 0x54: accumulator &= word.value
            case 0x05: place += Int(word.value)
            case 0x15: place += accumulator == word.value ? word.yes : word.no
            case 0x25: place += accumulator > word.value ? word.yes : word.no
            case 0x35: place += accumulator >= word.value ? word.yes : word.no
            case 0x45: place += accumulator & word.value != 0 ? word.yes : word.no
            case 0x06: return word.value
            default: preconditionFailure("instruction \(word.code) at \(place - 1)")
            }
        }
    }
}

/// What filters answer.
enum Answer {
    static let allow: UInt32 = 0x7FFF_0000
    static let refuse: UInt32 = 0x0005_0001
    static let missing: UInt32 = 0x0005_0026
    static let killProcess: UInt32 = 0x8000_0000
}
