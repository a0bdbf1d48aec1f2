import Networks

/// Says in words what a container was not let reach.
enum EgressText {
    /// How many are named.
    private static let most = 3

    /// `not let through: bad.example:443/tcp and 2 more`; nil where everything was.
    static func refusals(_ log: EgressLog?) -> String? {
        let refused = (log?.records ?? []).filter { !$0.allowed }
        guard !refused.isEmpty else { return nil }
        var names: [String] = []
        for name in refused.map(name) where !names.contains(name) { names.append(name) }
        let more = names.count > most ? " and \(names.count - most) more" : ""
        return "not let through: \(names.prefix(most).joined(separator: ", "))\(more)"
    }

    private static func name(_ record: EgressRecord) -> String {
        let host = record.name ?? record.address ?? ""
        switch record.kind {
        case .lookup: return "the name \(host)"
        case .icmp: return "\(host) (ping)"
        case .tcp, .udp: return "\(host):\(record.port ?? 0)/\(record.kind.rawValue)"
        }
    }
}
