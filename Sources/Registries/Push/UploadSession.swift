/// An upload that a registry has begun for us.
struct UploadSession: Sendable {
    /// Where the next bytes go; the registry gives a new address with every answer.
    var address: WebAddress
    /// How many bytes it has.
    var received: Int64
    /// The smallest part it takes, in bytes, except for the last.
    var minimumChunk: Int64

    /// Reads where an upload stands.
    ///
    /// - Parameters:
    ///   - response: The answer to a part, a question or the beginning.
    ///   - connection: The registry.
    ///   - fallback: How many bytes it has where it does not say; registries leave it out at the beginning.
    /// - Throws: `RegistryError` where it does not say where to go on.
    init(
        _ response: WebResponse,
        _ connection: RegistryConnection,
        received fallback: Int64
    ) throws(RegistryError) {
        guard let location = response["Location"] else {
            throw RegistryError(
                .malformed,
                "\(connection.host) does not say where the upload goes on"
            )
        }
        address = try connection.address(location, relativeTo: response.address)
        minimumChunk = response["OCI-Chunk-Min-Length"].flatMap { Int64($0) } ?? 0
        received = Self.end(of: response["Range"]) ?? fallback
    }

    /// How many bytes `0-99` or `bytes=0-99` stand for; `0-0` is what registries say of nothing at all.
    private static func end(of range: String?) -> Int64? {
        guard let range, let dash = range.lastIndex(of: "-"),
            let last = Int64(range[range.index(after: dash)...]), last >= 0
        else { return nil }
        return last == 0 ? 0 : last + 1
    }
}
