package import HostSystem

/// Why nobody could be found for a text that says who a command runs as.
package enum IdentityError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The text is none of `NAME`, `UID`, `NAME:GROUP`, `UID:GID` and their mixtures.
    case malformed(String)
    /// No user of that name is in the image's table.
    case unknownUser(String)
    /// No group of that name is in the image's table.
    case unknownGroup(String)
    /// A number above 4294967294, which the kernel cannot tell from "unchanged" or would cut.
    case idTooLarge(String)
    /// The user is a member of more groups than the kernel takes.
    case tooManyGroups(user: String, limit: Int)
    /// A table is there and cannot be read: it is no regular file, or is too large.
    case table(SystemError)

    /// One sentence without a full stop.
    package var description: String {
        switch self {
        case .malformed(let text):
            "\"\(text.prefix(100))\" does not say a user, such as 1000, 1000:100 or name:group"
        case .unknownUser(let name): "the image has no user \"\(name.prefix(100))\""
        case .unknownGroup(let name): "the image has no group \"\(name.prefix(100))\""
        case .idTooLarge(let text): "\(text.prefix(100)) is too large for a user or group id"
        case .tooManyGroups(let user, let limit):
            "\"\(user.prefix(100))\" is in more than \(limit) groups"
        case .table(let error): error.description
        }
    }
}
