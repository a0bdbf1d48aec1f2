import FoundationEssentials

/// What proves to a registry who we are.
package enum Credential: Sendable, Hashable {
    /// A name and a password, or what stands in for one.
    case password(user: String, secret: String)
    /// A token that is exchanged for tokens that expire (OAuth2's refresh token).
    case identityToken(String)

    /// The value of `Authorization` for name and password; RFC 7617.
    var basicAuthorization: String? {
        guard case .password(let user, let secret) = self else { return nil }
        return "Basic " + Data("\(user):\(secret)".utf8).base64EncodedString()
    }
}
