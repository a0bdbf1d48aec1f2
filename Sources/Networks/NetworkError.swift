package import HostSystem
import SystemPackage

/// Why a network could not be made or changed.
///
/// What a step cannot reach is no error: it is a line of the egress log (`EgressRecord`).
package enum NetworkError: Error, Sendable, Hashable {
    /// The kernel refused a call.
    case system(SystemError)
    /// The kernel refused a netlink message: what was tried, and libnl's word for the reason.
    case netlink(action: String, reason: String)
    /// The kernel or libnftables refused rules: what was tried, and the message.
    case filter(action: String, message: String)
    /// There is no way out of a network on this host: why, and what to do.
    case noOutside(reason: String, hint: String)
    /// A text is not what was expected: an allow entry, a port, a name.
    case invalid(String, reason: String, hint: String?)
    /// A port of the host is taken.
    case portTaken(String)
    /// Another member has the name.
    case nameTaken(String)
    /// A bound is reached: which one.
    case full(String)

    /// What a person can do about it, or nil where the description says it all.
    package var hint: String? {
        switch self {
        case .system(let error) where error.call == "bind" && error.errno == .permissionDenied:
            "ordinary users may take ports from net.ipv4.ip_unprivileged_port_start on, mostly 1024"
        case .system(let error):
            error.hint
        case .noOutside(_, let hint):
            hint
        case .invalid(_, _, let hint):
            hint
        case .portTaken:
            "choose another port, or 0 for one that is free"
        case .filter(_, let message) where message.contains("Operation not permitted"):
            "the user needs CAP_NET_ADMIN in this network, and the kernel nf_tables"
        case .netlink, .filter, .nameTaken, .full:
            nil
        }
    }
}

extension NetworkError: CustomStringConvertible {
    /// One sentence without the hint.
    package var description: String {
        switch self {
        case .system(let error): error.description
        case .netlink(let action, let reason): "cannot \(action): \(reason) (netlink)"
        case .filter(let action, let message): "cannot \(action): \(message) (nftables)"
        case .noOutside(let reason, _): "no outside network: \(reason)"
        case .invalid(let text, let reason, _): "\"\(text)\" \(reason)"
        case .portTaken(let port): "port \(port) of the host is in use"
        case .nameTaken(let name): "the network has two members named \"\(name)\""
        case .full(let bound): bound
        }
    }
}

/// Turns a refusal of the kernel into an error of this room.
///
/// - Parameter work: What may be refused.
/// - Returns: What the work returns.
/// - Throws: `NetworkError.system`.
func system<Value: ~Copyable>(
    _ work: () throws(SystemError) -> Value
) throws(NetworkError) -> Value {
    do throws(SystemError) { return try work() } catch { throw .system(error) }
}
