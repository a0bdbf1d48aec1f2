import Containers
import Testing

@Suite struct `A sandbox program` {
    private let resources = SandboxResources(
        root: 10,
        attachmentPoint: "/store/session",
        initProgram: 11,
        control: 12,
        standardInput: 13,
        standardOutput: 14,
        standardError: 15,
        cgroupTaskFiles: ["/cg/memory/x/tasks"]
    )

    private func program(
        on host: HostRights = .root,
        _ adjust: (inout ContainerSpec, inout SandboxResources) -> Void = { _, _ in }
    ) -> SandboxProgram {
        var spec = ContainerSpec(arguments: ["/bin/true"])
        var resources = resources
        adjust(&spec, &resources)
        return SandboxProgram(spec, with: resources, on: host)
    }

    @Test func `is the same for the same specification`() {
        #expect(program() == program())
    }

    @Test func `enters cgroups before it makes their namespace`() throws {
        let steps = program().steps
        let entered = try #require(
            steps.firstIndex(of: .write(path: "/cg/memory/x/tasks", text: "0"))
        )
        let unshared = try #require(steps.firstIndex(of: .unshare(.cgroup)))
        #expect(entered < unshared)
    }

    @Test func `mounts proc and sys before the pivot and everything else behind it`() throws {
        let steps = program().steps
        let pivot = try #require(steps.firstIndex(of: .pivot(descriptor: 10)))
        for (index, step) in steps.enumerated() {
            guard case .mount(let type, _, _, let path) = step else { continue }
            #expect((index < pivot) == ["proc", "sysfs"].contains(type), "\(type) on \(path)")
        }
    }

    @Test func `drops capabilities, then privileges, then loads the filter, then starts`() throws {
        let steps = program { spec, _ in spec.seccompFilter = [1, 2, 3, 4, 5, 6, 7, 8] }.steps
        let order = try [
            #require(steps.firstIndex(of: .boundCapabilities(.standard))),
            #require(steps.firstIndex(of: .identity(.root, groupsMayStay: false))),
            #require(steps.firstIndex(of: .capabilities(.standard))),
            #require(steps.firstIndex(of: .noNewPrivileges)),
            #require(steps.firstIndex(of: .seccomp(filter: [1, 2, 3, 4, 5, 6, 7, 8]))),
            steps.count - 1,
        ]
        #expect(order == order.sorted())
        guard case .execute(let descriptor, let arguments, _) = steps[steps.count - 1] else {
            Issue.record("the last step is \(steps[steps.count - 1])")
            return
        }
        #expect(descriptor == 11)
        #expect(arguments == ["cuvette-init", "/", "/bin/true"])
    }

    @Test func `gives an ordinary user no capabilities`() {
        let steps = program { spec, _ in spec.identity = Identity(uid: 7, gid: 8) }.steps
        #expect(steps.contains(.capabilities([])))
    }

    @Test func `has a network of its own unless it is the host's`() {
        #expect(program().namespaces.contains(.network))
        #expect(program().steps.contains(.loopback))
        let shared = program { spec, _ in spec.network = .host }
        #expect(!shared.namespaces.contains(.network))
        #expect(!shared.steps.contains(.loopback))
    }

    @Test func `binds the host's devices where nodes cannot be made`() {
        let rights = HostRights(inUserNamespace: true, singleIdentity: true)
        let steps = program(on: rights) { _, resources in resources.deviceMounts = ["null": 20] }
            .steps
        #expect(steps.contains(.place(descriptor: 20, path: "/dev/null")))
        #expect(!steps.contains(.device(path: "/dev/null", mode: 0o020_666, major: 1, minor: 3)))
    }

    @Test func `lets a later variable win`() {
        let steps = program { spec, _ in
            spec.environment = [.init("A", "1"), .init("B", "2"), .init("A", "3")]
        }.steps
        guard case .execute(_, _, let environment) = steps[steps.count - 1] else { return }
        #expect(environment == ["A=3", "B=2"])
    }
}
