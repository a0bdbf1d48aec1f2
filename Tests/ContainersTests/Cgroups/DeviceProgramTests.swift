import OCI
import Testing

@testable import Containers

/// Carries out the few instructions that device programs are made of.
private struct BPFMachine {
    var registers = [UInt64](repeating: 0, count: 6)

    /// The answer to one access, as the kernel asks: 1 allows.
    mutating func run(_ program: DeviceProgram, _ context: [UInt32]) -> UInt64? {
        var next = 0
        for _ in 0..<10_000 {
            guard program.instructions.indices.contains(next) else { return nil }
            let code = program.instructions[next]
            next += 1
            let to = Int(code.destination.rawValue)
            let value = UInt32(truncatingIfNeeded: registers[to])
            switch code.code {
            case 0x61: registers[to] = UInt64(context[Int(code.offset) / 4])
            case 0xBC: registers[to] = registers[Int(code.source.rawValue)]
            case 0x54: registers[to] = UInt64(value & code.immediate)
            case 0x74: registers[to] = UInt64(value >> code.immediate)
            case 0xB4: registers[to] = UInt64(code.immediate)
            case 0x56: if value != code.immediate { next += Int(code.offset) }
            case 0x16: if value == code.immediate { next += Int(code.offset) }
            case 0x95: return registers[0]
            default: return nil
            }
        }
        return nil
    }
}

@Suite struct `The program of device rules` {
    private func program(_ rules: [LinuxDeviceRule]) throws -> DeviceProgram {
        DeviceProgram(try DeviceRule.rules(rules))
    }

    private func allows(
        _ rules: [LinuxDeviceRule],
        _ kind: String,
        _ major: UInt32,
        _ minor: UInt32,
        _ access: DeviceRule.Access
    ) throws -> Bool {
        var machine = BPFMachine()
        let type: UInt32 = kind == "b" ? 1 : 2
        let answer = try machine.run(
            program(rules),
            [access.rawValue << 16 | type, major, minor]
        )
        return try #require(answer) == 1
    }

    private let null = LinuxDeviceRule(allow: true, type: "c", major: 1, minor: 3, access: "rw")

    @Test func `is assembled from the last rule to the first`() throws {
        #expect(
            try program([LinuxDeviceRule(allow: false), null]).instructions == [
                .load(.r2, from: .r1, offset: 0), .copy(.r2, to: .r3), .and(.r2, 0xFFFF),
                .shiftRight(.r3, 16), .load(.r4, from: .r1, offset: 4),
                .load(.r5, from: .r1, offset: 8),
                .skip(6, unless: .r2, equals: 2), .skip(5, unless: .r4, equals: 1),
                .skip(4, unless: .r5, equals: 3),
                .and(.r3, 0xFFFF_FFF9), .skip(2, unless: .r3, equals: 0), .set(.r0, 1), .exit,
                .set(.r0, 0), .exit,
            ]
        )
        #expect(
            BPFInstruction.skip(6, unless: .r2, equals: 2).bytes == [0x56, 2, 6, 0, 2, 0, 0, 0]
        )
        #expect(BPFInstruction.copy(.r2, to: .r3).bytes == [0xBC, 0x23, 0, 0, 0, 0, 0, 0])
    }

    @Test func `denies what no rule speaks of`() throws {
        #expect(try !allows([], "c", 1, 3, .read))
        #expect(try allows([null], "c", 1, 3, .read))
        #expect(try allows([null], "c", 1, 3, [.read, .write]))
        #expect(try !allows([null], "c", 1, 3, [.read, .mknod]))
        #expect(try !allows([null], "c", 1, 5, .read))
        #expect(try !allows([null], "b", 1, 3, .read))
    }

    @Test func `lets a later rule win, for each access alone`() throws {
        let write = LinuxDeviceRule(allow: false, type: "c", major: 1, minor: 3, access: "w")
        #expect(try allows([null, write], "c", 1, 3, .read))
        #expect(try !allows([null, write], "c", 1, 3, [.read, .write]))
        #expect(try allows([write, null], "c", 1, 3, [.read, .write]))
        let read = LinuxDeviceRule(allow: true, type: "c", access: "r")
        let writing = LinuxDeviceRule(allow: true, type: "c", major: 9, access: "w")
        #expect(try allows([read, writing], "c", 9, 9, [.read, .write]))
        #expect(try !allows([read, writing], "c", 8, 9, [.read, .write]))
    }

    @Test func `forgets what stands before a rule about everything`() throws {
        let all = LinuxDeviceRule(allow: true)
        #expect(try allows([LinuxDeviceRule(allow: false), all], "b", 8, 0, .all))
        #expect(try !allows([all, LinuxDeviceRule(allow: false, type: "a")], "b", 8, 0, .read))
        #expect(try program([null, all]) == program([all]))
    }

    @Test func `takes a rule for both kinds as two`() throws {
        let rules = [LinuxDeviceRule(allow: true, type: "a", major: 7, access: "r")]
        #expect(try DeviceRule.rules(rules).map(\.legacyText) == ["c 7:* r", "b 7:* r"])
        #expect(try allows(rules, "c", 7, 1, .read))
        #expect(try allows(rules, "b", 7, 1, .read))
        #expect(try !allows(rules, "b", 6, 1, .read))
    }

    @Test func `of a bundle that denies everything still allows the default devices`() throws {
        let denying = LinuxResources(devices: [LinuxDeviceRule(allow: false, access: "rwm")])
        let rules = try #require(denying.completingDevices(inUserNamespace: false).devices)
        #expect(try allows(rules, "c", 1, 3, [.read, .write]))
        #expect(try !allows(rules, "b", 8, 0, .read))
        #expect(denying.completingDevices(inUserNamespace: true).devices == nil)
        #expect(
            LinuxResources().completingDevices(inUserNamespace: false).devices
                == LinuxDeviceRule.standard
        )
    }

    @Test func `of the standard rules allows nodes to be made, and no tunnel to be used`() throws {
        #expect(try allows(LinuxDeviceRule.standard, "c", 1, 3, .all))
        #expect(try allows(LinuxDeviceRule.standard, "c", 136, 42, [.read, .write]))
        #expect(try allows(LinuxDeviceRule.standard, "b", 8, 0, .mknod))
        #expect(try !allows(LinuxDeviceRule.standard, "b", 8, 0, .read))
        #expect(try !allows(LinuxDeviceRule.standard, "c", 10, 200, .read))
    }
}
