import Logs
import Testing

@Suite struct `A search for secrets` {
    private func found(_ pieces: [String], secrets: [String: String] = ["key": "topsecret"])
        -> [String?]
    {
        var search = SecretSearch(for: secrets)
        return pieces.map { piece in
            let bytes = Array(piece.utf8)
            return bytes.withUnsafeBytes { search.push($0) }
        }
    }

    @Test func `finds a secret however the stream is cut`() {
        #expect(found(["a topsecret b"]) == ["key"])
        #expect(found(["a tops", "ecret b"]) == [nil, "key"])
        #expect(found(Array("topsecret").map { String($0) }).last == "key")
        #expect(found(["topsec", "", "ret"]) == [nil, nil, "key"])
    }

    @Test func `finds its other forms, and nothing else`() {
        #expect(found(["dG9wc2VjcmV0"]) == ["key"])
        #expect(found(["topsecre", "x"]) == [nil, nil])
        #expect(found(["anything"], secrets: ["none": ""]) == [nil])
    }

    @Test func `begins anew with another file`() {
        var search = SecretSearch(for: ["key": "topsecret"])
        _ = Array("tops".utf8).withUnsafeBytes { search.push($0) }
        search.restart()
        #expect(Array("ecret".utf8).withUnsafeBytes { search.push($0) } == nil)
    }
}
