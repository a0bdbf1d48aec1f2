package import Containers
import Synchronization

/// What containers share, opened when the first of them is started: a build that finds everything starts none.
package final class HostOnDemand: Sendable {
    /// What the runner may do here.
    package let rights: HostRights
    private let open: @Sendable () throws -> ContainerHost
    private let opened: Mutex<ContainerHost?>

    /// A host that is opened later.
    ///
    /// - Parameters:
    ///   - rights: What the runner may do here.
    ///   - open: Opens it; called once unless it throws.
    package init(rights: HostRights, open: @escaping @Sendable () throws -> ContainerHost) {
        self.rights = rights
        self.open = open
        opened = Mutex(nil)
    }

    /// A host that is open.
    package init(_ host: ContainerHost) {
        rights = host.rights
        open = { host }
        opened = Mutex(host)
    }

    /// The host.
    ///
    /// - Throws: What opening it throws.
    package func host() throws -> ContainerHost {
        try opened.withLock { opened in
            if let opened { return opened }
            let host = try open()
            opened = host
            return host
        }
    }
}
