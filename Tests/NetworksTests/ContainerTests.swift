import Containers
import Foundation
import HostSystem
import Networks
import OCI
import SystemPackage
import TestSupport
import Testing

@Suite(.needsRoot) struct `A container in a job's network` {
    /// Runs the probe in a container that joins a member.
    private func run(_ words: [String], in member: borrowing NetworkMember) throws -> String {
        let host = try ContainerHost(
            initProgram: FilePath(Probe.product("cuvette-init")),
            rights: .root
        )
        let scratch = FilePath(NSTemporaryDirectory()).appending("member-\(UUID().uuidString)")
        _ = try Directory(creating: scratch)
        defer { try? FileManager.default.removeItem(atPath: scratch.string) }
        let root = try DetachedMount(of: "tmpfs", [.string("mode", "755")])
        let program = try OpenFile(opening: FilePath(Probe.path)).readAll(
            limit: 1 << 24,
            name: "probe"
        )
        try root.directory(named: "root").writeFile("probe", program, mode: 0o755)
        var spec = RuntimeSpec.standard(arguments: ["/probe"] + words)
        spec.linux?.namespaces?.removeAll { $0.type == "network" }
        var loan = ContainerLoan()
        loan.joined = [
            JoinedNamespace(descriptor: member.namespace.descriptor, namespaces: .network)
        ]
        let container = try Container.start(
            spec,
            lending: loan,
            on: root,
            attachedAt: scratch.string,
            in: Cgroup("member-\(UUID().uuidString)", limits: ResourceLimits(), in: host.cgroups),
            of: host
        )
        var bytes: [UInt8] = []
        _ = try container.run(ContainerWatch(stop: StopRequest())) { bytes += $1 }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `has the member's interfaces and routes`() throws {
        let host = try NetworkHost.current(path: "")
        let network = try JobNetwork.open(.nothing, on: host)
        let member = try network.member()
        let interfaces = try run(["ls", "/sys/class/net"], in: member).split(separator: "\n")
        #expect(interfaces.sorted() == ["eth0", "lo"])
        // The gateway, in the byte order of the machine.
        let routes = try run(["cat", "/proc/net/route"], in: member)
        let gateway = try #require(network.resolverConfiguration.servers.first)
        let bytes = gateway.split(separator: ".").reversed().compactMap { UInt8($0) }
        let word = bytes.map { String(format: "%02X", $0) }.joined()
        #expect(routes.contains("eth0\t00000000\t\(word)"))
    }
}
