import Objects

/// A network as `docker network inspect` shows it; the names are Docker's.
struct NetworkSummary: Encodable {
    var Name: String
    var Created: String
    var Driver = "bridge"
    var Scope = "local"
    var Internal: Bool
    var Labels: [String: String]
    /// By id: those that run.
    var Containers: [String: Member]

    struct Member: Encodable {
        var Name: String
        var IPv4Address: String
    }

    init(_ network: StoredNetwork, _ members: [StoredContainer]) {
        Name = network.name
        Created = network.created
        Internal = network.isInternal
        Labels = network.labels
        Containers = Dictionary(
            members.map { member in
                (
                    member.configuration.id,
                    Member(
                        Name: member.configuration.name,
                        IPv4Address: member.life.address ?? ""
                    )
                )
            },
            uniquingKeysWith: { $1 }
        )
    }
}
