import HostSystem
import OCI
import Testing

@testable import Containers

#if arch(x86_64)
@Suite struct `A compiled system call filter` {
    private static let getcwd: UInt32 = 79

    private func machine(_ filter: LinuxSeccomp) throws -> FilterMachine {
        FilterMachine(try SeccompCompiler.compile(filter))
    }

    private func rule(_ action: SeccompAction, errno: UInt32? = nil) -> LinuxSyscall {
        LinuxSyscall(names: ["getcwd"], action: action, errnoRet: errno)
    }

    @Test(
        arguments: [
            (SeccompAction.kill, nil, 0), (.killThread, nil, 0), (.killProcess, nil, 0x8000_0000),
            (.trap, nil, 0x0003_0000), (.errno, nil, 0x0005_0001), (.errno, 0, 0x0005_0000),
            (.errno, 38, 0x0005_0026), (.trace, 7, 0x7FF0_0007), (.trace, nil, 0x7FF0_0001),
            (.log, nil, 0x7FFC_0000), (.notify, nil, 0x7FC0_0000),
        ] as [(SeccompAction, UInt32?, UInt32)]
    )
    func `carries out every action`(action: SeccompAction, errno: UInt32?, answer: UInt32) throws {
        var filter = LinuxSeccomp(defaultAction: .allow)
        filter.listenerPath = "/run/listener"
        filter.syscalls = [rule(action, errno: errno)]
        let machine = try machine(filter)
        #expect(machine.answer(Self.getcwd) == answer)
        #expect(machine.answer(Self.getcwd + 1) == Answer.allow)
    }

    @Test(
        arguments: [
            (SeccompOperator.notEqual, [4, 6], [5]), (.less, [4, 0], [5, 6]),
            (.lessOrEqual, [4, 5], [6]), (.equal, [5], [4, 6]), (.greaterOrEqual, [5, 6], [4]),
            (.greater, [6, .max], [5, 4]),
        ] as [(SeccompOperator, [UInt64], [UInt64])]
    )
    func `compares with every operator`(
        op: SeccompOperator,
        holding: [UInt64],
        failing: [UInt64]
    ) throws {
        // In the upper half too, which is another instruction.
        for high in [UInt64(0), 7 << 32] {
            let argument = SeccompArgument(index: 3, value: high + 5, op: op)
            let syscall = LinuxSyscall(names: ["getcwd"], action: .allow, args: [argument])
            let machine = try machine(LinuxSeccomp(defaultAction: .errno, syscalls: [syscall]))
            for value in holding where value != .max {
                #expect(machine.answer(Self.getcwd, [0, 0, 0, high + value]) == Answer.allow)
            }
            for value in failing {
                #expect(machine.answer(Self.getcwd, [0, 0, 0, high + value]) == Answer.refuse)
            }
        }
    }

    @Test func `compares under a mask`() throws {
        let argument = SeccompArgument(index: 0, value: 0xF0, valueTwo: 0x30, op: .maskedEqual)
        let syscall = LinuxSyscall(names: ["getcwd"], action: .allow, args: [argument])
        let machine = try machine(LinuxSeccomp(defaultAction: .errno, syscalls: [syscall]))
        #expect(machine.answer(Self.getcwd, [0xF3F]) == Answer.allow)
        #expect(machine.answer(Self.getcwd, [0x3F]) == Answer.allow)
        #expect(machine.answer(Self.getcwd, [0x4F]) == Answer.refuse)
    }

    @Test func `takes comparisons of several arguments together and of one argument apart`() throws
    {
        func machine(second index: UInt32) throws -> FilterMachine {
            let arguments = [
                SeccompArgument(index: 0, value: 1, op: .equal),
                SeccompArgument(index: index, value: 2, op: .equal),
            ]
            let syscall = LinuxSyscall(names: ["getcwd"], action: .allow, args: arguments)
            return try self.machine(LinuxSeccomp(defaultAction: .errno, syscalls: [syscall]))
        }
        let together = try machine(second: 1)
        #expect(together.answer(Self.getcwd, [1, 2]) == Answer.allow)
        #expect(together.answer(Self.getcwd, [1, 3]) == Answer.refuse)
        let apart = try machine(second: 0)
        #expect(apart.answer(Self.getcwd, [1]) == Answer.allow)
        #expect(apart.answer(Self.getcwd, [2]) == Answer.allow)
        #expect(apart.answer(Self.getcwd, [3]) == Answer.refuse)
    }

    @Test func `answers ENOSYS for calls newer than all it names`() throws {
        let names = LinuxSyscall(names: ["getcwd", "statx", "of the future"], action: .allow)
        let machine = try machine(LinuxSeccomp(defaultAction: .errno, syscalls: [names]))
        let statx: UInt32 = 332
        #expect(machine.answer(statx) == Answer.allow)
        #expect(machine.answer(statx - 1) == Answer.refuse)
        #expect(machine.answer(statx + 1) == Answer.missing)
        let asked = LinuxSeccomp(defaultAction: .errno, defaultErrnoRet: 13, syscalls: [names])
        #expect(try self.machine(asked).answer(statx + 1) == Answer.missing)
        let letting = LinuxSeccomp(defaultAction: .log, syscalls: [rule(.errno)])
        #expect(try self.machine(letting).answer(statx + 1) == 0x7FFC_0000)
    }

    @Test func `ends programs of other architectures`() throws {
        for action in [SeccompAction.allow, .errno] {
            let machine = try machine(LinuxSeccomp(defaultAction: action))
            #expect(machine.answer(20, architecture: 0x4000_0003) == Answer.killProcess)
            #expect(machine.answer(20 | 0x4000_0000) == Answer.killProcess)
        }
    }

    @Test func `filters further architectures by their own numbers`() throws {
        var filter = LinuxSeccomp(defaultAction: .errno)
        filter.architectures = [.x86, .x32, .x86_64]
        filter.syscalls = [LinuxSyscall(names: ["getpid", "getuid32", "statx"], action: .allow)]
        let machine = try machine(filter)
        #expect(machine.answer(39) == Answer.allow)
        #expect(machine.answer(20, architecture: 0x4000_0003) == Answer.allow)
        #expect(machine.answer(199, architecture: 0x4000_0003) == Answer.allow)
        #expect(machine.answer(39, architecture: 0x4000_0003) == Answer.refuse)
        #expect(machine.answer(384, architecture: 0x4000_0003) == Answer.missing)
        #expect(machine.answer(39 | 0x4000_0000) == Answer.allow)
        #expect(machine.answer(40 | 0x4000_0000) == Answer.refuse)
    }

    @Test func `is loaded with the flags that are asked for`() throws {
        var filter = LinuxSeccomp(defaultAction: .allow)
        #expect(try SeccompCompiler.compile(filter).flags == 4)
        filter.flags = []
        #expect(try SeccompCompiler.compile(filter).flags == 0)
        filter.flags = [.log, .allThreads, .waitKillable]
        #expect(try SeccompCompiler.compile(filter).flags == 3)
        #expect(try !SeccompCompiler.compile(filter).wantsListener)
        filter.syscalls = [rule(.notify)]
        filter.listenerPath = "/run/listener"
        #expect(try SeccompCompiler.compile(filter).flags == 3 | 16 | 32)
        #expect(try SeccompCompiler.compile(filter).wantsListener)
    }

    @Test(
        arguments: [
            (
                LinuxSeccomp(defaultAction: .allow, defaultErrnoRet: 1),
                .unusedErrno(.allow, call: nil)
            ),
            (LinuxSeccomp(defaultAction: .errno, defaultErrnoRet: 4096), .errnoTooLarge(4096)),
            (LinuxSeccomp(defaultAction: .notify), .listenerForEverything),
            (LinuxSeccomp(defaultAction: .allow, listenerMetadata: "x"), .metadataWithoutListener),
            (
                LinuxSeccomp(
                    defaultAction: .allow,
                    syscalls: [LinuxSyscall(names: ["read"], action: .notify)]
                ), .noListenerPath
            ),
            (
                LinuxSeccomp(
                    defaultAction: .allow,
                    listenerPath: "/run/listener",
                    syscalls: [LinuxSyscall(names: ["read", "sendmsg"], action: .notify)]
                ), .listenerForHandingOver(call: "sendmsg")
            ),
            (
                LinuxSeccomp(
                    defaultAction: .allow,
                    syscalls: [LinuxSyscall(names: [], action: .errno)]
                ), .emptyRule
            ),
            (
                LinuxSeccomp(
                    defaultAction: .allow,
                    syscalls: [LinuxSyscall(names: ["read"], action: .kill, errnoRet: 0)]
                ), .unusedErrno(.kill, call: "read")
            ),
            (
                LinuxSeccomp(
                    defaultAction: .allow,
                    syscalls: [
                        LinuxSyscall(
                            names: ["read"],
                            action: .kill,
                            args: [SeccompArgument(index: 6, value: 0, op: .equal)]
                        )
                    ]
                ), .noSuchArgument(6, call: "read")
            ),
            (
                LinuxSeccomp(defaultAction: .allow, architectures: [.parisc]),
                .architecture(.parisc)
            ),
        ] as [(LinuxSeccomp, SeccompError)]
    )
    func `is refused where it cannot be carried out`(filter: LinuxSeccomp, error: SeccompError) {
        #expect(throws: error) { try SeccompCompiler.compile(filter) }
    }

    @Test func `that is longer than the kernel takes is refused`() {
        let rules = (0..<3000).map { value in
            LinuxSyscall(
                names: ["getcwd"],
                action: .allow,
                args: [SeccompArgument(index: 0, value: UInt64(value) << 33 | 5, op: .equal)]
            )
        }
        #expect(throws: SeccompError.self) {
            try SeccompCompiler.compile(LinuxSeccomp(defaultAction: .errno, syscalls: rules))
        }
    }
}
#endif
