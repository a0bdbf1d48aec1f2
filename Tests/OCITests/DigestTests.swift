import Testing

@testable import OCI

@Suite struct `A digest` {
    private let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    @Test func `of no bytes is the known one`() throws {
        #expect(Digest.of([]) == (try Digest(empty)))
        #expect(
            Digest.of(Array("abc".utf8), .sha512).description
                == "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        )
    }

    @Test func `of pieces is the digest of the whole`() {
        var digester = Digester()
        digester.update(Array("ab".utf8))
        #expect(digester.digest() == .of(Array("ab".utf8)))
        digester.update(Array("c".utf8))
        #expect(digester.digest() == .of(Array("abc".utf8)))
    }

    @Test(arguments: [
        "", "sha256", "sha256:", "sha256:abc", ":e3b0", "md5:d41d8cd98f00b204e9800998ecf8427e",
        "sha256:../../../../etc/passwd",
        "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85/",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8555",
        "sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        " sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n",
    ])
    func `is refused where it could be a path or is not exact`(text: String) {
        #expect(throws: OCIError.malformedDigest(text)) { try Digest(text) }
    }

    @Test func `chains with the layers below it`() throws {
        let layers = ["a", "b", "c"].map { Digest.of(Array($0.utf8)) }
        let chains = Digest.chainIDs(of: layers)
        #expect(chains.first == layers.first)
        #expect(chains[1] == .of(Array("\(layers[0]) \(layers[1])".utf8)))
        #expect(chains[2] == .of(Array("\(chains[1]) \(layers[2])".utf8)))
        #expect(Digest.chainIDs(of: []).isEmpty)
    }
}
