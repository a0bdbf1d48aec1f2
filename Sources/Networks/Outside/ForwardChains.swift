import FoundationEssentials

/// The chains of a host that judge forwarded packets, as `nft -j list chains` tells them.
struct ForwardChains: Sendable, Hashable {
    /// Those that drop what no rule accepts: family, table and chain.
    var dropping: [String]

    /// Reads the answer to `list chains`.
    ///
    /// - Parameter json: The answer.
    /// - Throws: `NetworkError.filter` where it is not in the form that libnftables-json(5) describes.
    init(parsing json: String) throws(NetworkError) {
        do {
            let answer = try JSONDecoder().decode(Answer.self, from: Data(json.utf8))
            dropping = answer.nftables.compactMap(\.chain).filter {
                $0.hook == "forward" && $0.policy == "drop" && $0.family != "ip6"
            }.map { "\($0.family) \($0.table) \($0.name)" }
        } catch {
            throw .filter(action: "read the host's filters", message: "\(error)")
        }
    }

    private struct Answer: Decodable {
        struct Item: Decodable { var chain: Chain? }
        struct Chain: Decodable {
            var family: String
            var table: String
            var name: String
            var hook: String?
            var policy: String?
        }
        var nftables: [Item]
    }
}
