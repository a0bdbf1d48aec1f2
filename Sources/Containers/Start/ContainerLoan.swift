package import OCI

/// What a container is lent that its specification cannot hold; open until it has started.
package struct ContainerLoan: Sendable, Hashable {
    /// Bind mounts made before, by their place in the specification's `mounts`.
    package var mounts: [Int: LentMount] = [:]
    /// Namespaces to join; the specification leaves them out.
    package var joined: [JoinedNamespace] = []
    /// What is refused by Landlock besides.
    package var scope: LandlockScope = []
    /// The system call filter.
    package var filter = SeccompFilter.none

    /// Nothing lent.
    package init() {}

    /// Lends a mount.
    ///
    /// - Parameters:
    ///   - mount: Made before.
    ///   - path: Where it goes inside; absolute.
    ///   - spec: The container; the mount comes after those that it has.
    package mutating func lend(
        _ mount: LentMount,
        at path: String,
        of spec: inout RuntimeSpec
    ) {
        mounts[spec.mounts?.count ?? 0] = mount
        spec.mounts?.append(RuntimeMount(destination: path, type: "bind", options: ["bind"]))
    }

    /// Lets a container see the host's network, but for its abstract sockets, which no path and no port closes.
    ///
    /// - Parameter spec: The container.
    package mutating func shareHostNetwork(of spec: inout RuntimeSpec) {
        spec.share("network")
        scope = .available
    }

    /// Lets a container see a network that was made before.
    ///
    /// - Parameters:
    ///   - descriptor: Of the network namespace, lent.
    ///   - spec: The container.
    package mutating func joinNetwork(_ descriptor: Int32, of spec: inout RuntimeSpec) {
        spec.share("network")
        joined.append(JoinedNamespace(descriptor: descriptor, namespaces: .network))
    }
}

extension SandboxResources {
    /// Takes what a container is lent.
    package mutating func take(_ loan: ContainerLoan) {
        mounts = loan.mounts
        joined = loan.joined
        scope = loan.scope
        filter = loan.filter
    }
}
