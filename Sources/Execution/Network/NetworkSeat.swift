import HostSystem
import Networks
import SystemPackage

/// The place of one container in the network of its job, and the files by which it finds names there.
final class NetworkSeat: Sendable {
    private let member: NetworkMember
    private let network: JobHub
    /// What the container calls itself.
    let hostname: String

    init(_ member: consuming NetworkMember, in network: JobHub, hostname: String) {
        self.member = member
        self.network = network
        self.hostname = hostname
    }

    /// The network that the container joins; lent.
    var descriptor: Int32 { member.namespace.descriptor }
    /// What the others reach it by.
    var address: IPv4Address { member.address }

    /// Files with the names that are known by now, to be mounted over the container's own.
    func nameFiles() throws -> NameFiles {
        try network.nameFiles(hosts: network.hosts(for: member, hostname: hostname))
    }

    /// What the container attempted to reach outside of the job until now.
    func egress() throws -> EgressLog {
        let log = try network.egressLog()
        return EgressLog(log.records(of: address), isComplete: log.isComplete)
    }
}
