import Foundation
import HostSystem
import OCI
import SystemPackage
import Testing

@testable import Containers

#if arch(x86_64)
@Suite struct `The standard filter` {
    private func machine(
        _ capabilities: Capabilities = .standard,
        _ architectures: [SeccompArchitecture] = []
    ) throws -> FilterMachine {
        FilterMachine(
            try SeccompCompiler.compile(
                .standard(for: capabilities, architectures: architectures)
            )
        )
    }

    @Test func `is loaded quickly, being short`() throws {
        let filter = try SeccompCompiler.compile(.standard())
        #expect(filter.count < 800)
        #expect(filter.flags == 4)
        #expect(!filter.wantsListener)
    }

    @Test(arguments: [0, 1, 2, 9, 56 - 56, 57, 58, 59, 62, 83, 101, 157, 257, 310, 424, 435 - 434])
    func `allows what programs need`(number: UInt32) throws {
        #expect(try machine().answer(number) == Answer.allow)
    }

    /// mount, umount2, reboot, swapon, init_module, sethostname, iopl, kexec_load, add_key, request_key, keyctl,
    /// unshare, perf_event_open, open_by_handle_at, setns, bpf, userfaultfd, io_uring_setup, fsopen, kcmp.
    @Test(arguments: [
        165, 166, 169, 167, 175, 170, 172, 246, 248, 249, 250, 272, 298, 304, 308, 321, 323, 425,
        430,
        312,
    ])
    func `refuses what reaches the host`(number: UInt32) throws {
        #expect(try machine().answer(number) == Answer.refuse)
    }

    @Test func `lets threads be made and no namespaces`() throws {
        let machine = try machine()
        #expect(machine.answer(56, [0x3D_0F00]) == Answer.allow)
        #expect(machine.answer(56, [17]) == Answer.allow)
        for bit in [17, 25, 26, 27, 28, 29, 30] {
            #expect(machine.answer(56, [1 << UInt64(bit) | 17]) == Answer.refuse)
        }
        #expect(machine.answer(435) == Answer.missing)
    }

    @Test func `reads the families of sockets as the kernel does`() throws {
        let machine = try machine()
        for family in [UInt64(1), 2, 10, 16, 17] {
            #expect(machine.answer(41, [family]) == Answer.allow)
        }
        // AF_ALG and AF_VSOCK, also with bits above those that the kernel reads.
        for family in [UInt64(38), 40] {
            #expect(machine.answer(41, [family]) == Answer.refuse)
            #expect(machine.answer(41, [family | 1 << 32]) == Answer.refuse)
            #expect(machine.answer(41, [family | 1 << 63]) == Answer.refuse)
        }
    }

    @Test func `reads the requests of ioctl as the kernel does`() throws {
        let machine = try machine()
        for high in [UInt64(0), 1 << 32, .max << 32] {
            #expect(machine.answer(16, [0, high | 0x5412]) == Answer.refuse)
            #expect(machine.answer(16, [0, high | 0x541C]) == Answer.refuse)
            for request in [UInt64(0x5401), 0x5413, 0x5411, 0x541B, 0x541D, 0x8004_5430, 0] {
                #expect(machine.answer(16, [0, high | request]) == Answer.allow)
            }
        }
    }

    @Test func `answers ENOSYS for a call of tomorrow`() throws {
        #expect(try machine().answer(600) == Answer.missing)
    }

    @Test func `allows further calls beside their capability`() throws {
        let administrator = try machine(.standard.union(.administrate))
        #expect(administrator.answer(165) == Answer.allow)
        #expect(administrator.answer(56, [0x1000_0000]) == Answer.allow)
        #expect(administrator.answer(435) == Answer.allow)
        #expect(administrator.answer(304) == Answer.refuse)
        #expect(try machine([]).answer(161) == Answer.refuse)
        #expect(try machine(.readAnyFile).answer(304) == Answer.allow)
        #expect(try machine(.readKernelLog).answer(103) == Answer.allow)
    }

    @Test func `lets programs of 32 bits run where it is told to`() throws {
        let machine = try machine(.standard, [.x86, .x32])
        // write, clone and unshare on i386; socketcall hides its family, as in Docker's profile.
        #expect(machine.answer(4, architecture: 0x4000_0003) == Answer.allow)
        #expect(machine.answer(120, [17], architecture: 0x4000_0003) == Answer.allow)
        #expect(machine.answer(120, [0x1000_0000], architecture: 0x4000_0003) == Answer.refuse)
        #expect(machine.answer(310, architecture: 0x4000_0003) == Answer.refuse)
        #expect(machine.answer(1 | 0x4000_0000) == Answer.allow)
    }

    @Test func `names no call twice`() {
        let names = StandardCalls.everywhere
        #expect(Set(names).count == names.count)
    }
}

@Suite struct `Patterns of bits` {
    @Test func `hold for all numbers but some`() {
        let patterns = NumberCover.of32Bits(without: [0x5412, 0x541C])
        func holds(_ number: UInt64) -> Int {
            patterns.filter { number & $0.mask == $0.value }.count
        }
        for number in UInt64(0x5400)...0x5500 {
            #expect(holds(number) == (number == 0x5412 || number == 0x541C ? 0 : 1))
        }
        #expect(holds(0xFFFF_FFFF) == 1)
        #expect(holds(0x1_0000_5412) == 0)
    }

    @Test func `hold for everything where nothing is left out`() {
        #expect(NumberCover.of32Bits(without: []) == [.init(mask: 0, value: 0)])
        #expect(NumberCover.of32Bits(without: [0]).count == 32)
    }
}
#endif

@Suite struct `The cache of filters` {
    private let path = FilePath(NSTemporaryDirectory()).appending("filters-\(UUID().uuidString)")

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path.string).sorted()
    }

    @Test func `gives the same program again, with the flags of this time`() throws {
        let cache = SeccompCache(in: try Directory(creating: path))
        defer { try? FileManager.default.removeItem(atPath: path.string) }
        var filter = LinuxSeccomp.standard()
        let first = try cache.program(of: filter)
        filter.flags = [.log]
        let second = try cache.program(of: filter)
        #expect(first.instructions == second.instructions)
        #expect(second.flags == 2)
        #expect(try names().count == 1)
    }

    @Test func `keeps filters that look alike apart`() throws {
        let cache = SeccompCache(in: try Directory(creating: path))
        defer { try? FileManager.default.removeItem(atPath: path.string) }
        for names in [["read", "write"], ["read write"], ["read"], ["read", "4:read"]] {
            let rule = LinuxSyscall(names: names, action: .allow)
            _ = try cache.program(of: LinuxSeccomp(defaultAction: .errno, syscalls: [rule]))
        }
        #expect(try names().count == 4)
    }

    @Test func `does not believe what it cannot have written`() throws {
        let cache = SeccompCache(in: try Directory(creating: path))
        defer { try? FileManager.default.removeItem(atPath: path.string) }
        let first = try cache.program(of: .standard())
        let name = try #require(try names().first)
        for content in [[], [6, 0, 0], [UInt8](repeating: 0, count: 1 << 20)] {
            try Data(content).write(to: URL(fileURLWithPath: path.appending(name).string))
            #expect(try cache.program(of: .standard()) == first)
        }
    }

    @Test func `checks a filter whose program it keeps`() throws {
        let cache = SeccompCache(in: try Directory(creating: path))
        defer { try? FileManager.default.removeItem(atPath: path.string) }
        var filter = LinuxSeccomp(defaultAction: .allow)
        _ = try cache.program(of: filter)
        filter.listenerMetadata = "for nobody"
        #expect(throws: SeccompError.metadataWithoutListener) { try cache.program(of: filter) }
    }
}
