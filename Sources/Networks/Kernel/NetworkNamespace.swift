import CSandbox
import Glibc
package import HostSystem

/// A network of the kernel: its interfaces, addresses, routes and filters.
///
/// It has no name on the host; it ends, with all its interfaces, when the last descriptor, process and socket in it is
/// gone (network_namespaces(7)).
package struct NetworkNamespace: ~Copyable, Sendable {
    /// The namespace; lent to whoever joins it with setns(2).
    package let file: OpenFile

    /// The number of the namespace's descriptor.
    package var descriptor: Int32 { file.descriptor }

    /// Takes over an open namespace.
    package init(adopting file: consuming OpenFile) {
        self.file = file
    }

    /// The network of the calling thread.
    ///
    /// - Throws: `NetworkError.system`, also where `/proc` is not mounted.
    package static func current() throws(NetworkError) -> NetworkNamespace {
        let opened = csandbox_own_network()
        return NetworkNamespace(
            adopting: OpenFile(
                adopting: try system { () throws(SystemError) in
                    try call("open the network of this thread", "open", opened)
                }
            )
        )
    }

    /// Makes an empty network and does something on a thread that is in it.
    ///
    /// - Parameter setUp: Gets the descriptor of the new network; lent.
    /// - Returns: The network.
    /// - Throws: What the set-up throws; `NetworkError.system` with `unshare` where the user may not make namespaces.
    package static func make(
        _ setUp: (Int32) throws(NetworkError) -> Void
    ) throws(NetworkError) -> NetworkNamespace {
        let made = try NamespaceThread.run { () throws(NetworkError) -> Int32 in
            let new = csandbox_new_network()
            let file = OpenFile(
                adopting: try system { () throws(SystemError) in
                    try call("make a network namespace", "unshare", new)
                }
            )
            try setUp(file.descriptor)
            return file.release()
        }
        return NetworkNamespace(adopting: OpenFile(adopting: made))
    }

    /// Does something on a thread that is in this network; sockets made there stay in it.
    ///
    /// - Parameter work: Runs to its end before this returns.
    /// - Returns: What the work returns.
    /// - Throws: What the work throws; `NetworkError.system` with `setns` where the network cannot be entered.
    package borrowing func run<Value>(
        _ work: () throws(NetworkError) -> Value
    ) throws(NetworkError) -> Value {
        let descriptor = descriptor
        return try NamespaceThread.run { () throws(NetworkError) -> Value in
            try Self.enter(descriptor)
            return try work()
        }
    }

    /// Moves the calling thread, which must be one of `NamespaceThread`'s.
    static func enter(_ descriptor: Int32) throws(NetworkError) {
        guard csandbox_enter_network(descriptor) < 0 else { return }
        let refusal = SystemError.last("enter a network namespace", "setns")
        // To an ordinary user the host's network is closed; a thread that never left it need not enter.
        let own = csandbox_own_network()
        guard own >= 0 else { throw .system(refusal) }
        defer { Glibc.close(own) }
        guard identity(of: own) == identity(of: descriptor) else { throw .system(refusal) }
    }

    private static func identity(of descriptor: Int32) -> [UInt64]? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        return [UInt64(status.st_dev), UInt64(status.st_ino)]
    }
}
