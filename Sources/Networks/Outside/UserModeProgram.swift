import Glibc

/// A program that carries the traffic of a network through ordinary sockets of the host.
package struct UserModeProgram: Sendable, Hashable {
    /// Which program it is.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// passt's; faster, so it is looked for first.
        case pasta
        /// The older one.
        case slirp4netns
    }

    /// Which program it is.
    package var kind: Kind
    /// Its path.
    package var path: String

    /// A program by its parts.
    package init(_ kind: Kind, path: String) {
        self.kind = kind
        self.path = path
    }

    /// The first that is installed.
    ///
    /// - Parameter path: Folders between colons.
    /// - Returns: The program, or nil.
    package static func find(in path: String) -> UserModeProgram? {
        for kind in Kind.allCases {
            for folder in path.split(separator: ":") {
                let candidate = "\(folder)/\(kind.rawValue)"
                if access(candidate, X_OK) == 0 { return UserModeProgram(kind, path: candidate) }
            }
        }
        return nil
    }

    /// The command line that connects a network.
    ///
    /// The ports of host and network stay apart, and 127.0.0.1 of the host is out of reach.
    ///
    /// - Parameters:
    ///   - network: A path that leads to the network's descriptor in the program itself.
    ///   - interface: What the network's end is to be called.
    ///   - mtu: The most bytes that a packet may have.
    /// - Returns: The program first.
    func command(network: String, interface: String, mtu: UInt32) -> [String] {
        switch kind {
        case .pasta:
            [
                path, "--foreground", "--quiet", "--config-net", "--ipv4-only", "--ns-ifname",
                interface, "--mtu", "\(mtu)", "--no-map-gw", "--no-dhcp", "--tcp-ports", "none",
                "--udp-ports", "none", "--tcp-ns", "none", "--udp-ns", "none", "--netns", network,
            ]
        case .slirp4netns:
            [
                path, "--configure", "--mtu=\(mtu)", "--disable-host-loopback", "--disable-dns",
                "--netns-type=path", network, interface,
            ]
        }
    }
}
