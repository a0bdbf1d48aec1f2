/// A register of the eBPF machine.
enum BPFRegister: UInt8, Sendable, Hashable {
    case r0, r1, r2, r3, r4, r5
}

/// One eBPF instruction of those that `DeviceProgram` needs; 32-bit arithmetic, since all its numbers are.
///
/// Source: the kernel's Documentation/bpf/standardization/instruction-set.rst.
struct BPFInstruction: Sendable, Hashable {
    var code: UInt8
    var destination: BPFRegister = .r0
    var source: BPFRegister = .r0
    var offset: Int16 = 0
    var immediate: UInt32 = 0

    /// `*(u32 *)(source + offset)` into a register.
    static func load(_ register: BPFRegister, from source: BPFRegister, offset: Int16) -> Self {
        Self(code: 0x61, destination: register, source: source, offset: offset)
    }

    static func copy(_ source: BPFRegister, to register: BPFRegister) -> Self {
        Self(code: 0xBC, destination: register, source: source)
    }

    static func and(_ register: BPFRegister, _ mask: UInt32) -> Self {
        Self(code: 0x54, destination: register, immediate: mask)
    }

    static func shiftRight(_ register: BPFRegister, _ bits: UInt32) -> Self {
        Self(code: 0x74, destination: register, immediate: bits)
    }

    static func set(_ register: BPFRegister, _ value: UInt32) -> Self {
        Self(code: 0xB4, destination: register, immediate: value)
    }

    /// Passes over that many instructions where the register has another value.
    static func skip(_ count: Int, unless register: BPFRegister, equals value: UInt32) -> Self {
        Self(code: 0x56, destination: register, offset: Int16(count), immediate: value)
    }

    /// Passes over that many instructions where the register has the value.
    static func skip(_ count: Int, if register: BPFRegister, equals value: UInt32) -> Self {
        Self(code: 0x16, destination: register, offset: Int16(count), immediate: value)
    }

    static let exit = Self(code: 0x95)

    /// `struct bpf_insn`: code, two registers in a byte, offset, immediate.
    var bytes: [UInt8] {
        // Bit fields begin at the low end on the little-endian machines that Cuvette knows.
        [code, source.rawValue << 4 | destination.rawValue]
            + withUnsafeBytes(of: offset.littleEndian) { Array($0) }
            + withUnsafeBytes(of: immediate.littleEndian) { Array($0) }
    }
}
