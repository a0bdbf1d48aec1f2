import Glibc
import HostSystem
import SystemPackage

/// How networks of this user get to the outside on this host.
package enum OutsideWay: Sendable, Hashable {
    /// Root: the host forwards.
    case routed
    /// An ordinary user: a program speaks for the network through ordinary sockets.
    case userMode(UserModeProgram)
    /// Not at all: why, and what to do.
    case none(reason: String, hint: String)

    /// The best way that there is.
    ///
    /// - Parameter path: Where programs are looked for, as `$PATH` says it.
    /// - Returns: The way; `.none` with a reason is an answer as well.
    package static func detect(path: String) -> OutsideWay {
        if ownsHostNetwork { return .routed }
        let tunnel = open("/dev/net/tun", O_RDWR | O_CLOEXEC)
        guard tunnel >= 0 else {
            return .none(
                reason: "/dev/net/tun cannot be opened: \(Errno(rawValue: errno))",
                hint: "let your user open it (\"sudo chmod 0666 /dev/net/tun\"), or run as root"
            )
        }
        close(tunnel)
        guard let program = UserModeProgram.find(in: path) else {
            return .none(
                reason: "neither pasta nor slirp4netns is installed",
                hint: "install the package passt or slirp4netns, or run as root"
            )
        }
        return .userMode(program)
    }

    /// Whether this process is root of the host and not of a user namespace alone, and may change networks.
    private static var ownsHostNetwork: Bool {
        guard geteuid() == 0, !inUserNamespace else { return false }
        let line = text("/proc/thread-self/status").split(separator: "\n").first {
            $0.hasPrefix("CapEff:")
        }
        let set = line.flatMap { UInt64($0.split(separator: "\t").last ?? "", radix: 16) } ?? 0
        // CAP_NET_ADMIN; capabilities(7).
        return set & 1 << 12 != 0
    }

    /// The host's own user namespace maps every id to itself; user_namespaces(7).
    private static var inUserNamespace: Bool {
        text("/proc/thread-self/uid_map").split(whereSeparator: { $0 == " " || $0 == "\n" })
            != ["0", "0", "4294967295"]
    }

    private static func text(_ path: FilePath) -> String {
        // What cannot be read grants nothing.
        guard let file = try? OpenFile(opening: path),
            let bytes = try? file.readAll(limit: 1 << 16, name: path.string)
        else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
