import Glibc

/// The ports that one word of `EXPOSE` names.
///
/// `80`, `80/udp`, `8000-8010/tcp`; an address and a port of the host before it are taken and say nothing to an image.
///
/// Source: BuildKit's `parsePortSpec`.
package enum ExposedPorts {
    /// What to write instead of a wrong word.
    package static let fix = "write it as 8080, 8080/udp or 8000-8010"

    /// The ports, each as `80/tcp`.
    ///
    /// - Parameter text: The word, variables replaced.
    /// - Returns: nil for what is no port.
    package static func ports(_ text: String) -> [String]? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard let own = parts.last, isHost(parts.dropLast()) else { return nil }
        let cut = own.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let kind = cut.count == 2 && !cut[1].isEmpty ? cut[1].lowercased() : "tcp"
        guard ["tcp", "udp", "sctp"].contains(kind), let range = range(cut[0]) else { return nil }
        return range.map { "\($0)/\(kind)" }
    }

    /// Whether parts are `PORT` or `ADDRESS:PORT`, each of which may be empty.
    private static func isHost(_ parts: ArraySlice<String>) -> Bool {
        guard let port = parts.last else { return true }
        guard port.isEmpty || range(port[...]) != nil else { return false }
        var address = parts.dropLast().joined(separator: ":")
        if address.hasPrefix("["), address.hasSuffix("]") {
            address = String(address.dropFirst().dropLast())
        }
        var bytes = in6_addr()
        return address.isEmpty || inet_pton(AF_INET, address, &bytes) == 1
            || inet_pton(AF_INET6, address, &bytes) == 1
    }

    private static func range(_ text: Substring) -> ClosedRange<UInt16>? {
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map(port)
        guard bounds.count <= 2, let low = bounds[0], let high = bounds[bounds.count - 1],
            low <= high
        else { return nil }
        return low...high
    }

    private static func port(_ digits: Substring) -> UInt16? {
        digits.allSatisfy { $0.isASCII && $0.isNumber } ? UInt16(digits) : nil
    }
}
