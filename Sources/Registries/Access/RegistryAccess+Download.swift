import AsyncHTTPClient
import Glibc
package import HostSystem
import NIOCore
import NIOHTTP1

extension RegistryAccess {
    /// Downloads a file of any web server.
    ///
    /// Redirects are followed, but never from HTTPS to plain HTTP; nobody is shown who we are.
    ///
    /// - Parameters:
    ///   - text: `http://…` or `https://…`.
    ///   - file: Gets the bytes.
    ///   - limit: The most that is accepted, in bytes.
    /// - Returns: When it was last changed, as the server says it, in seconds since 1970; nil where it does not.
    /// - Throws: `RegistryError`.
    package func download(_ text: String, to file: borrowing OpenFile, limit: Int64) async throws
        -> Int64?
    {
        guard let address = WebAddress(text) else {
            throw RegistryError(.malformed, "\"\(text)\" is no address of a web server")
        }
        let response = try await sender.send(WebRequest(.GET, address))
        guard response.status == 200 else {
            throw RegistryError(
                response.status == 404 ? .notFound : .malformed,
                "\(text) cannot be had: \(address.authority) answered with status \(response.status)"
            )
        }
        var size: Int64 = 0
        for try await part in response.body {
            size += Int64(part.readableBytes)
            guard size <= limit else {
                throw RegistryError(.malformed, "\(text) has more than \(limit) bytes")
            }
            try part.withUnsafeReadableBytes { try file.writeAll($0, name: text) }
        }
        if let length = response.length, length != size {
            throw RegistryError(.malformed, "\(text) broke off after \(size) of \(length) bytes")
        }
        return response["Last-Modified"].flatMap(Self.seconds)
    }

    /// A date of HTTP: `Wed, 21 Oct 2015 07:28:00 GMT`.
    private static func seconds(_ text: String) -> Int64? {
        let words = text.split { $0 == " " || $0 == ":" }
        guard words.count == 8, words[7] == "GMT", let day = Int32(words[1]),
            let month = months.firstIndex(of: String(words[2])), let year = Int32(words[3]),
            let hour = Int32(words[4]), let minute = Int32(words[5]), let second = Int32(words[6])
        else { return nil }
        var parts = tm()
        parts.tm_mday = day
        parts.tm_mon = Int32(month)
        parts.tm_year = year - 1900
        parts.tm_hour = hour
        parts.tm_min = minute
        parts.tm_sec = second
        return Int64(timegm(&parts))
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
