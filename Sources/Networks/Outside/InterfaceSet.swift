import FoundationEssentials

/// The names in a set of interfaces, as `nft -j list set` tells it.
struct InterfaceSet: Sendable, Hashable {
    /// In no order.
    var names: [String]

    /// Reads the answer to `list set`.
    ///
    /// - Parameter json: The answer.
    /// - Throws: `NetworkError.filter` where it is not in the form that libnftables-json(5) describes.
    init(parsing json: String) throws(NetworkError) {
        do {
            let answer = try JSONDecoder().decode(Answer.self, from: Data(json.utf8))
            names = answer.nftables.flatMap { $0.set?.elem ?? [] }
        } catch {
            throw .filter(action: "read a set of interfaces", message: "\(error)")
        }
    }

    private struct Answer: Decodable {
        struct Item: Decodable { var set: NamedSet? }
        struct NamedSet: Decodable { var elem: [String]? }
        var nftables: [Item]
    }
}
