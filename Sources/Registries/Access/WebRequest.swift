import NIOCore
import NIOHTTP1
import SystemPackage

/// One request, in a form that can be made again.
struct WebRequest: Sendable {
    /// What is sent besides the head.
    enum Body: Sendable {
        case none
        case bytes([UInt8])
        case file(UploadSource, offset: Int64, count: Int64)
    }

    /// What is done.
    var method: HTTPMethod
    /// With what.
    var address: WebAddress
    /// The headers, without `Authorization`.
    var headers: HTTPHeaders
    /// What is sent.
    var body: Body
    /// Whether the host must prove who it is.
    var isVerified: Bool
    /// What proves who we are; shown to the address's own origin only.
    var authorization: String?
    /// Whether doing it twice is as good as doing it once.
    var isRepeatable: Bool

    /// A request.
    init(
        _ method: HTTPMethod,
        _ address: WebAddress,
        headers: [(String, String)] = [],
        body: Body = .none,
        isVerified: Bool = true,
        authorization: String? = nil,
        isRepeatable: Bool = true
    ) {
        self.method = method
        self.address = address
        self.headers = HTTPHeaders(headers)
        self.body = body
        self.isVerified = isVerified
        self.authorization = authorization
        self.isRepeatable = isRepeatable
    }
}
