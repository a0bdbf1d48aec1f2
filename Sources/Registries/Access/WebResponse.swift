import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// The head of an answer, and its body as far as somebody wants it.
struct WebResponse: Sendable {
    /// The status.
    let status: Int
    /// The headers.
    let headers: HTTPHeaders
    /// Where it came from, after redirects.
    let address: WebAddress
    /// The body; read once at most.
    let body: HTTPClientResponse.Body

    /// The first header of a name.
    subscript(name: String) -> String? { headers.first(name: name) }

    /// How many bytes the body has, as the head says.
    var length: Int64? { self["Content-Length"].flatMap { Int64($0) } }

    /// The whole body.
    ///
    /// - Parameters:
    ///   - limit: The most that is accepted, in bytes.
    ///   - name: What an error calls it.
    /// - Returns: The bytes.
    /// - Throws: `RegistryError.malformed` over the limit; what the network throws.
    func bytes(limit: Int, name: String) async throws -> [UInt8] {
        if let length, length > Int64(limit) { throw Self.tooLarge(name, limit) }
        var bytes: [UInt8] = []
        for try await part in body {
            bytes.append(contentsOf: part.readableBytesView)
            guard bytes.count <= limit else { throw Self.tooLarge(name, limit) }
        }
        return bytes
    }

    private static func tooLarge(_ name: String, _ limit: Int) -> RegistryError {
        RegistryError(.malformed, "\(name) is larger than \(limit) bytes, which is not accepted")
    }

    /// What the registry says went wrong; nil where it says nothing that can be read.
    ///
    /// Source: distribution-spec 1.1, "Error Codes".
    func complaint() async -> Complaint? {
        // The status alone is enough of a reason where the words cannot be had.
        guard let bytes = try? await bytes(limit: 65_536, name: "the answer"),
            let document = try? JSONDecoder().decode(Complaints.self, from: Data(bytes))
        else { return nil }
        return document.errors.first
    }

    /// One error of a registry.
    struct Complaint: Decodable, Sendable {
        /// Such as `MANIFEST_UNKNOWN`.
        let code: String?
        /// In words.
        let message: String?

        /// Both in one text that a terminal can show.
        var text: String {
            let parts = [code, message].compactMap(\.self).filter { !$0.isEmpty }
            let printable = parts.joined(separator: ": ").unicodeScalars.filter {
                $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
            }
            return String(String.UnicodeScalarView(printable.prefix(300)))
        }
    }

    private struct Complaints: Decodable {
        let errors: [Complaint]
    }
}
