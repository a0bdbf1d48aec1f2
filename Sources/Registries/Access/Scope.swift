/// What we want to be allowed to do with one repository.
///
/// Source: distribution, "Token Scope Documentation".
struct Scope: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The repository.
    let repository: String
    /// Whether we write.
    let isPush: Bool

    /// `repository:library/alpine:pull,push`.
    var description: String { "repository:\(repository):\(isPush ? "pull,push" : "pull")" }

    /// By repository.
    static func < (left: Scope, right: Scope) -> Bool { left.description < right.description }
}
