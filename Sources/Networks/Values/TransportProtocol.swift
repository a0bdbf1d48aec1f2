/// A protocol with ports.
package enum TransportProtocol: String, Sendable, Hashable, CaseIterable {
    /// RFC 9293.
    case tcp
    /// RFC 768.
    case udp

    /// What the protocol field of an IPv4 packet says.
    package var number: UInt8 {
        switch self {
        case .tcp: 6
        case .udp: 17
        }
    }
}
