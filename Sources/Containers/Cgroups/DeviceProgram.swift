/// The eBPF program that decides about devices in cgroup v2, as a value.
///
/// The rules are looked at from the last to the first, and each bit of the access that is asked for is settled by the
/// first one that knows the device and the bit: a denied bit ends it, and when every bit has been allowed the access is.
/// What no rule settles is denied. So a later rule wins over an earlier one for each bit alone, as the runtime-spec
/// has it, which cgroup v1 does not always do.
///
/// Source: bpf(2); the kernel's `struct bpf_cgroup_dev_ctx`; Documentation/admin-guide/cgroup-v2.rst, "Device
/// controller".
struct DeviceProgram: Sendable, Hashable {
    /// The instructions, as the kernel takes them.
    let instructions: [BPFInstruction]

    /// Assembles the program of some rules, of which nothing before the last complete one counts.
    init(_ rules: [DeviceRule]) {
        var code = Self.prologue
        for rule in rules.reversed() {
            if rule.isComplete {
                code += Self.answer(rule.allow)
                instructions = code
                return
            }
            code += Self.code(of: rule)
        }
        instructions = code + Self.answer(false)
    }

    // The context is in r1: { access << 16 | type; major; minor }. What is still asked for stays in r3.
    private static let prologue: [BPFInstruction] = [
        .load(.r2, from: .r1, offset: 0),
        .copy(.r2, to: .r3),
        .and(.r2, 0xFFFF),
        .shiftRight(.r3, 16),
        .load(.r4, from: .r1, offset: 4),
        .load(.r5, from: .r1, offset: 8),
    ]

    private static func answer(_ allowed: Bool) -> [BPFInstruction] {
        [.set(.r0, allowed ? 1 : 0), .exit]
    }

    /// Skips itself where the rule is about other devices.
    private static func code(of rule: DeviceRule) -> [BPFInstruction] {
        let verdict = rule.allow ? allow(rule.access) : deny(rule.access)
        var tests: [(BPFRegister, UInt32)] = []
        // BPF_DEVCG_DEV_BLOCK is 1, BPF_DEVCG_DEV_CHAR is 2.
        if let kind = rule.kind { tests.append((.r2, kind == .block ? 1 : 2)) }
        if let major = rule.major { tests.append((.r4, major)) }
        if let minor = rule.minor { tests.append((.r5, minor)) }
        let code = tests.enumerated().map { index, test in
            let distance = tests.count - index - 1 + verdict.count
            return BPFInstruction.skip(distance, unless: test.0, equals: test.1)
        }
        return code + verdict
    }

    /// Strikes the allowed bits out; allows when none is left.
    private static func allow(_ access: DeviceRule.Access) -> [BPFInstruction] {
        [.and(.r3, ~access.rawValue), .skip(2, unless: .r3, equals: 0)] + answer(true)
    }

    /// Denies when one of the bits is still asked for.
    private static func deny(_ access: DeviceRule.Access) -> [BPFInstruction] {
        [.copy(.r3, to: .r1), .and(.r1, access.rawValue), .skip(2, if: .r1, equals: 0)]
            + answer(false)
    }
}
