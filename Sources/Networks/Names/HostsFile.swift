/// What a `hosts` file says; hosts(5).
package struct HostsFile: Sendable, Hashable {
    /// An address and its names, the canonical one first.
    package struct Line: Sendable, Hashable {
        /// IPv4 or IPv6, as text.
        package var address: String
        /// Not empty.
        package var names: [String]

        /// A line by its parts.
        package init(_ address: String, _ names: [String]) {
            self.address = address
            self.names = names
        }
    }

    /// In the order of the file.
    package var lines: [Line]

    /// A file of its lines.
    package init(_ lines: [Line]) {
        self.lines = lines
    }

    /// `localhost`, and the names that Debian gives to IPv6 addresses.
    package static let local = HostsFile([
        Line("127.0.0.1", ["localhost"]),
        Line("::1", ["localhost", "ip6-localhost", "ip6-loopback"]),
    ])

    /// The text of a `hosts` file.
    package var text: String {
        lines.map { "\($0.address)\t\($0.names.joined(separator: " "))\n" }.joined()
    }
}
