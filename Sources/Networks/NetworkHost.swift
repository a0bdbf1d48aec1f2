import Glibc
import HostSystem
package import SystemPackage

/// What all networks of a process share: the host's own network, its name servers, the way to the outside.
package final class NetworkHost: Sendable {
    /// The host's network, or what stands for it.
    package let namespace: NetworkNamespace
    /// How networks get to the outside.
    package let way: OutsideWay
    /// What the host's `resolv.conf` says.
    package let resolver: ResolverConfiguration
    private let lockDirectory: FilePath

    /// Where root's networks say that they are there; in memory, so empty after a start of the machine.
    package static let standardLockDirectory: FilePath = "/run/cuvette/networks"

    /// A host by its parts.
    ///
    /// - Parameters:
    ///   - namespace: Where traffic to the outside goes, and where ports are published.
    ///   - way: How it gets there.
    ///   - resolver: Whom to ask for names, from `namespace`.
    ///   - lockDirectory: Made where it is missing, by `.routed` networks alone.
    package init(
        namespace: consuming NetworkNamespace,
        way: OutsideWay,
        resolver: ResolverConfiguration,
        lockDirectory: FilePath = NetworkHost.standardLockDirectory
    ) {
        self.namespace = namespace
        self.way = way
        self.resolver = resolver
        self.lockDirectory = lockDirectory
    }

    /// The host as it is.
    ///
    /// - Parameter path: Where programs are looked for, as `$PATH` says it.
    /// - Returns: The host; also one without a way to the outside (`way`).
    /// - Throws: `NetworkError.system` where `/proc` or `/etc/resolv.conf` cannot be read.
    package static func current(path: String) throws(NetworkError) -> NetworkHost {
        NetworkHost(
            namespace: try .current(),
            way: .detect(path: path),
            resolver: try readResolver()
        )
    }

    private static func readResolver() throws(NetworkError) -> ResolverConfiguration {
        let path: FilePath = "/etc/resolv.conf"
        let bytes = try system { () throws(SystemError) in
            // Without the file, the C library asks the host itself, and so do we.
            guard access(path.string, F_OK) == 0 else { return [UInt8]() }
            return try OpenFile(opening: path).readAll(limit: 1 << 20, name: path.string)
        }
        return ResolverConfiguration(parsing: String(decoding: bytes, as: UTF8.self))
    }

    /// Removes what networks need on the host, where none uses it any more: the nftables table, and forwarding where
    /// it was off before.
    ///
    /// - Returns: Whether it was removed, or not there; false where a network, of any process, uses it.
    /// - Throws: `NetworkError`.
    package func cleanUp() throws(NetworkError) -> Bool {
        guard way == .routed else { return true }
        let locks = try locks()
        let unused: LockedFile?
        do throws(SystemError) { unused = try locks.removeUnused() } catch { throw .system(error) }
        guard unused != nil else { return false }
        try namespace.run { () throws(NetworkError) in try HostTable.remove() }
        return true
    }

    func locks() throws(NetworkError) -> UplinkLocks {
        do throws(SystemError) { return try UplinkLocks(at: lockDirectory) } catch {
            throw .system(error)
        }
    }
}
