import Crypto

/// Makes a digest from bytes that come in pieces.
package struct Digester {
    private enum State {
        case sha256(SHA256)
        case sha512(SHA512)
    }

    private var state: State

    /// Begins with no bytes.
    package init(_ algorithm: Digest.Algorithm = .sha256) {
        self.state =
            switch algorithm {
            case .sha256: .sha256(SHA256())
            case .sha512: .sha512(SHA512())
            }
    }

    /// Takes the next bytes; they are not kept.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        switch state {
        case .sha256(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha256(hash)
        case .sha512(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha512(hash)
        }
    }

    /// Takes the next bytes.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The digest of all bytes so far; more may follow.
    package func digest() -> Digest {
        switch state {
        case .sha256(let hash): Digest(.sha256, hash: hash.finalize())
        case .sha512(let hash): Digest(.sha512, hash: hash.finalize())
        }
    }
}

extension Digest {
    /// The digest of bytes that are all here.
    ///
    /// - Parameters:
    ///   - bytes: What is hashed.
    ///   - algorithm: SHA-256 unless a document asks for the other.
    /// - Returns: The digest.
    package static func of(_ bytes: [UInt8], _ algorithm: Algorithm = .sha256) -> Digest {
        var digester = Digester(algorithm)
        digester.update(bytes)
        return digester.digest()
    }
}
