/// The content address of a sequence of bytes: an algorithm and a hash in lower-case hexadecimal digits.
///
/// A value of this type has been checked, so it can become a file name: it holds one colon, and else only letters
/// and digits.
///
/// Source: OCI image-spec 1.1, descriptor.md, "Digests".
package struct Digest: Sendable, Hashable {
    /// The registered algorithms.
    package enum Algorithm: String, Sendable, Hashable, CaseIterable {
        /// SHA-256: 64 digits. What everyone uses.
        case sha256
        /// SHA-512: 128 digits.
        case sha512

        /// The number of hexadecimal digits of a hash.
        package var digits: Int {
            switch self {
            case .sha256: 64
            case .sha512: 128
            }
        }
    }

    /// How the hash was made.
    package let algorithm: Algorithm
    /// The hash: `0-9a-f`, as many as `algorithm.digits`.
    package let hex: String

    /// Reads `sha256:…` or `sha512:…`.
    ///
    /// - Parameter text: The digest as written in a document; upper case and spaces are mistakes.
    /// - Throws: `OCIError.malformedDigest`.
    package init(_ text: String) throws(OCIError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2,
            let algorithm = Algorithm(rawValue: String(parts[0])),
            parts[1].utf8.count == algorithm.digits,
            parts[1].utf8.allSatisfy(Self.isDigit)
        else { throw .malformedDigest(text) }
        self.algorithm = algorithm
        self.hex = String(parts[1])
    }

    /// A hash as its raw bytes.
    init(_ algorithm: Algorithm, hash: some Sequence<UInt8>) {
        let alphabet = Array("0123456789abcdef".utf8)
        var digits: [UInt8] = []
        digits.reserveCapacity(algorithm.digits)
        for byte in hash {
            digits.append(alphabet[Int(byte >> 4)])
            digits.append(alphabet[Int(byte & 0xF)])
        }
        precondition(digits.count == algorithm.digits, "a hash of another algorithm")
        self.algorithm = algorithm
        self.hex = String(decoding: digits, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    /// The first 12 digits: what people are shown.
    package var short: String {
        String(hex.prefix(12))
    }
}

extension Digest: CustomStringConvertible {
    /// `sha256:…`, as documents write it.
    package var description: String {
        "\(algorithm.rawValue):\(hex)"
    }
}

extension Digest: DocumentText {}
