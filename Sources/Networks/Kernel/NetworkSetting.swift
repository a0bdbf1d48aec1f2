import Glibc
import HostSystem
import SystemPackage

/// Settings below `/proc/sys/net`; those of the calling thread's network, whoever has mounted `/proc`.
enum NetworkSetting {
    /// Packets of other hosts are passed on, by this interface or by all.
    static func forwarding(of interface: String? = nil) -> String {
        interface.map { "ipv4/conf/\($0)/forwarding" } ?? "ipv4/ip_forward"
    }

    /// IPv6 packets of other hosts are passed on; a new network may inherit this from the host's.
    static let ipv6Forwarding = "ipv6/conf/all/forwarding"
    /// The first port that everyone may take.
    static let firstOpenPort = "ipv4/ip_unprivileged_port_start"
    /// Which groups may send echoes without a capability.
    static let pingGroups = "ipv4/ping_group_range"

    /// Reads a setting, without the line feed.
    static func read(_ name: String) throws(SystemError) -> String {
        let path = path(name)
        let bytes = try OpenFile(opening: path).readAll(limit: 4096, name: path.string)
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    /// Changes a setting.
    static func write(_ value: String, to name: String) throws(SystemError) {
        let path = path(name)
        let file = try OpenFile(opening: path, O_WRONLY)
        try file.writeAll(Array("\(value)\n".utf8), name: path.string)
    }

    private static func path(_ name: String) -> FilePath {
        FilePath("/proc/sys/net/\(name)")
    }
}
