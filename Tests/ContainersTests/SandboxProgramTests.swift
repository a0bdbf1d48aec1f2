import Containers
import HostSystem
import OCI
import Testing

@Suite struct `A sandbox program` {
    private let resources: SandboxResources

    init() {
        var resources = SandboxResources(
            start: .reaped(ReapedStart(initProgram: 11, control: 12, standard: [13, 14, 15]))
        )
        resources.root = 10
        resources.attachmentPoint = "/store/session"
        resources.cgroupTaskFiles = ["/cg/memory/x/tasks"]
        self.resources = resources
    }

    private func program(
        on host: HostRights = .root,
        _ adjust: (inout RuntimeSpec, inout SandboxResources) -> Void = { _, _ in }
    ) -> SandboxProgram {
        var spec = RuntimeSpec.standard(arguments: ["/bin/true"])
        var resources = resources
        adjust(&spec, &resources)
        return SandboxProgram(spec, with: resources, on: host)
    }

    private func staged(_ adjust: (inout RuntimeSpec, inout SandboxResources) -> Void)
        -> SandboxProgram
    {
        program { spec, resources in
            var start = StagedStart()
            start.listener = 20
            resources.start = .staged(start)
            adjust(&spec, &resources)
        }
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

    @Test func `mounts everything before the pivot and makes devices behind it`() throws {
        let steps = program().steps
        let pivot = try #require(steps.firstIndex(of: .pivot(descriptor: 10)))
        for (index, step) in steps.enumerated() {
            switch step {
            case .mount(let mount): #expect(index < pivot, "\(mount.type) on \(mount.path)")
            case .device(let node): #expect(index > pivot, "\(node.path)")
            case .mask(let path), .readOnly(let path): #expect(index > pivot, "\(path)")
            default: continue
            }
        }
    }

    @Test func `follows no link to where the kernel's file systems go`() {
        for case .mount(let mount) in program().steps {
            let isKernels = ["/proc", "/sys", "/dev"].contains(mount.path)
            #expect(mount.followsLinks == !isKernels, "\(mount.path)")
        }
    }

    @Test func `drops capabilities, then privileges, then loads the filter, then starts`() throws {
        let filter = SeccompFilter(
            instructions: [1, 2, 3, 4, 5, 6, 7, 8],
            flags: 0,
            wantsListener: false
        )
        let steps = program { _, resources in resources.filter = filter }.steps
        let sets = CapabilitySets(effective: .standard, permitted: .standard)
        let order = try [
            #require(steps.firstIndex(of: .boundCapabilities(.standard))),
            #require(steps.firstIndex(of: .identity(.root, groupsMayStay: false))),
            #require(steps.firstIndex(of: .capabilities(sets))),
            #require(steps.firstIndex(of: .noNewPrivileges)),
            #require(steps.firstIndex(of: .seccomp(filter))),
            steps.count - 1,
        ]
        #expect(order == order.sorted())
        guard case .execute(let descriptor, let arguments, _) = steps[steps.count - 1] else {
            Issue.record("the last step is \(steps[steps.count - 1])")
            return
        }
        #expect(descriptor == 11)
        #expect(arguments == ["cuvette-init", "/", "/bin/true"])
        #expect(!program().needsStage)
    }

    @Test func `loads a filter before it gives up what loading needs`() throws {
        let program = staged { spec, resources in
            spec.process?.noNewPrivileges = false
            resources.filter = SeccompFilter(
                instructions: [1, 2, 3, 4, 5, 6, 7, 8],
                flags: 0,
                wantsListener: false
            )
        }
        let order = try [
            #require(program.steps.firstIndex(of: .accept(descriptor: 20))),
            #require(program.steps.firstIndex { if case .seccomp = $0 { true } else { false } }),
            #require(
                program.steps.firstIndex { if case .capabilities = $0 { true } else { false } }
            ),
        ]
        #expect(order == order.sorted())
        // Nothing else stands behind it that it could refuse.
        #expect(order[1] == order[2] - 1)
        #expect(order[2] == program.steps.count - 2)
        #expect(program.needsStage)
    }

    @Test func `has a network of its own unless it is the host's`() {
        #expect(program().namespaces.contains(.network))
        #expect(program().steps.contains(.loopback))
        let shared = program { spec, _ in spec.share("network") }
        #expect(!shared.namespaces.contains(.network))
        #expect(!shared.steps.contains(.loopback))
    }

    @Test func `joins a network without a fork and processes with one`() throws {
        let network = program { spec, resources in
            spec.share("network")
            resources.joined = [JoinedNamespace(descriptor: 30, namespaces: .network)]
        }
        #expect(network.steps.contains(.join(descriptor: 30, .network)))
        #expect(!network.needsStage)
        let processes = staged { spec, resources in
            spec.share("pid")
            resources.joined = [JoinedNamespace(descriptor: 31, namespaces: .process)]
        }
        let join = try #require(processes.steps.firstIndex(of: .join(descriptor: 31, .process)))
        let fork = try #require(
            processes.steps.firstIndex { if case .fork = $0 { true } else { false } }
        )
        #expect(join < fork)
        #expect(processes.namespaces == [])
    }

    @Test func `waits for maps before it does anything in a user namespace`() throws {
        let steps = staged { spec, _ in
            spec.linux?.namespaces?.append(LinuxNamespace(type: "user"))
        }.steps
        let fork = try #require(steps.firstIndex { if case .fork = $0 { true } else { false } })
        #expect(steps[fork + 1] == .synchronize(.maps))
        #expect(steps[fork + 2] == .identity(.root, groupsMayStay: true))
    }

    @Test func `binds the host's devices where nodes cannot be made`() {
        let rights = HostRights(inUserNamespace: true, singleIdentity: true)
        let steps = program(on: rights) { _, resources in
            resources.deviceMounts = ["/dev/null": 20]
        }
        .steps
        #expect(
            steps.contains(.place(descriptor: 20, path: "/dev/null", followsLinks: false))
        )
        for case .device(let node) in steps { #expect(node.path != "/dev/null") }
    }

    @Test func `takes mount options apart as the specification has them`() {
        let options = MountOptions([
            "rbind", "ro", "rnosuid", "noatime", "strictatime", "rslave", "idmap", "size=1m",
            "newinstance",
        ])
        #expect(options.binds)
        #expect(options.isRecursive)
        #expect(options.own.set == [.readOnly, .strictAccessTime])
        #expect(options.own.clear == [.accessTimes])
        #expect(options.deep.set == [.noSetuid])
        #expect(options.propagations == [MountChange(propagation: .slave, recursive: true)])
        #expect(options.mapsIDs == .own)
        #expect(options.settings == [["size", "1m"]])
        #expect(options.flags == ["newinstance"])
        #expect(MountOptions(["ro", "rw"]).own == MountChange(clear: [.readOnly]))
    }

    @Test func `turns a setting's name into a path as sysctl does`() {
        let steps = program { spec, _ in
            spec.linux?.sysctl = ["net.ipv4.conf.eth0/1.forwarding": "1"]
        }.steps
        #expect(
            steps.contains(
                .procFile(path: "/proc/sys/net/ipv4/conf/eth0.1/forwarding", text: "1")
            )
        )
    }

    @Test func `lets a later variable win`() {
        let strings = EnvironmentVariable.strings([
            .init("A", "1"), .init("B", "2"), .init("A", "3"),
        ])
        #expect(strings == ["A=3", "B=2"])
    }
}
