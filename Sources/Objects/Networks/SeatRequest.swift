/// What the monitor of a container asks of the keeper of a network, in one packet of JSON.
struct SeatRequest: Sendable, Hashable, Codable {
    /// What the other members call it.
    var names: [String]
    /// What it calls itself.
    var hostname: String
    /// Ports of the host that lead to it.
    var ports: [String]
}

/// The answer; the member's network comes with it as a descriptor, and is a member's as long as the socket is open.
struct SeatAnswer: Sendable, Hashable, Codable {
    /// Why there is no seat; the rest means nothing then.
    var failure: ObjectError?
    /// The member's address.
    var address = ""
    /// What its `/etc/hosts` is to say.
    var hosts = ""
    /// What its `/etc/resolv.conf` is to say.
    var resolver = ""
    /// The published ports with the numbers that were taken.
    var mappings: [String] = []

    /// The most bytes of a packet.
    static let maximumLength = 64 << 10
}
