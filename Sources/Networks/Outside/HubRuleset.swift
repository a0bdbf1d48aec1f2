/// The filters in the hub of a job's network: who may send what where, and a note of every attempt.
///
/// All traffic of members to the outside passes the hub's `forward` chain. New connections are noted, with their
/// sender, in the sets `contacted` and `refused`; no program watches, and the notes are read when a report is made.
/// What is refused is answered at once, so that a step fails in the moment and does not wait for a time-out: TCP with a
/// reset, the rest with ICMP "administratively prohibited". TCP drops an ICMP message that comes while connect(2) still
/// holds its socket, as ours do (`LockDroppedIcmps` in /proc/net/netstat), and then tries again a second later.
struct HubRuleset: Sendable, Hashable {
    /// The members' addresses.
    var members: IPv4Subnet
    /// What they may reach.
    var access: OutsideAccess

    /// The table; there is one in every hub.
    static let table = "cuvette"
    /// The interface to the members.
    static let bridge = "br0"
    /// The interface to the outside.
    static let outside = "out0"
    /// How many different attempts are noted.
    static let noteCount = 65_535

    /// The commands that make it in an empty network.
    var text: String {
        """
        table ip \(Self.table) {
        \(notes("contacted"))
        \(notes("refused"))
        \(sets.joined(separator: "\n"))
          chain admit {
            meta l4proto { tcp, udp } add @contacted { \(Self.key) }
            meta l4proto icmp add @contacted { \(Self.keyWithoutPort) }
            accept
          }
          chain refuse {
            meta l4proto { tcp, udp } add @refused { \(Self.key) }
            meta l4proto icmp add @refused { \(Self.keyWithoutPort) }
            meta l4proto tcp reject with tcp reset
            reject with icmp type admin-prohibited
          }
        \(chain("arrive", "filter", "prerouting", "filter", "accept", arrivals))
        \(chain("forward", "filter", "forward", "filter", "drop", forwards))
        \(chain("input", "filter", "input", "filter", "drop", inputs))
        \(chain("leave", "nat", "postrouting", "srcnat", "accept", departures))
        }

        """
    }

    private static let key = "ip saddr . ip daddr . meta l4proto . th dport"
    private static let keyWithoutPort = "ip saddr . ip daddr . meta l4proto . 0"

    private func notes(_ name: String) -> String {
        """
          set \(name) {
            type ipv4_addr . ipv4_addr . inet_proto . inet_service
            size \(Self.noteCount)
            flags dynamic
            counter
          }
        """
    }

    private func chain(
        _ name: String,
        _ type: String,
        _ hook: String,
        _ priority: String,
        _ policy: String,
        _ rules: [String]
    ) -> String {
        let lines = ["type \(type) hook \(hook) priority \(priority); policy \(policy);"] + rules
        return "  chain \(name) {\n"
            + lines.map { "    \($0)\n" }.joined() + "  }"
    }

    /// Without an outside there is no route, so that nothing would reach the chain `forward`.
    private var arrivals: [String] {
        guard access == .nothing else { return [] }
        return [
            "iifname \"\(Self.bridge)\" ip daddr != { \(members), 224.0.0.0/3 } goto refuse"
        ]
    }

    private var forwards: [String] {
        [
            // Members among themselves come by here only where the kernel's br_netfilter shows bridged packets.
            "iifname \"\(Self.bridge)\" oifname \"\(Self.bridge)\" accept",
            "ct state established,related accept", "ct state invalid drop",
            "iifname != \"\(Self.bridge)\" drop", "ip saddr != \(members) drop",
        ] + judgement + ["goto refuse"]
    }

    private var judgement: [String] {
        let linkLocal = "ip daddr \(IPv4Subnet.linkLocal) goto refuse"
        switch access {
        case .nothing:
            return []
        case .everything:
            return [linkLocal, "goto admit"]
        case .only(let list):
            // A subnet is an address that somebody wrote down; a name may point anywhere, also to credentials.
            return Self.subnetRules(list) + [linkLocal] + [
                "ip daddr @hosts goto admit",
                "ip daddr . meta l4proto . th dport @host_ports goto admit",
            ] + Self.openRules(list)
        }
    }

    private var sets: [String] {
        guard case .only = access else { return [] }
        return [
            "  set hosts { type ipv4_addr; flags timeout; }",
            "  set host_ports { type ipv4_addr . inet_proto . inet_service; flags timeout; }",
        ]
    }

    private static func subnetRules(_ list: AllowList) -> [String] {
        list.entries.flatMap { entry -> [String] in
            guard case .subnet(let subnet) = entry.peer else { return [] }
            return ["ip daddr \(subnet)\(ports(entry)) goto admit"]
        }
    }

    private static func openRules(_ list: AllowList) -> [String] {
        list.entries.flatMap { entry -> [String] in
            guard entry.peer == .anyone else { return [] }
            let ports = ports(entry)
            return [ports.isEmpty ? "goto admit" : "\(ports.dropFirst()) goto admit"]
        }
    }

    private static func ports(_ entry: AllowEntry) -> String {
        guard let port = entry.port else { return "" }
        let transports = entry.transport.map { [$0] } ?? TransportProtocol.allCases
        let names = transports.map(\.rawValue).joined(separator: ", ")
        return " meta l4proto { \(names) } th dport \(port)"
    }

    /// Only names and echoes are answered by the hub itself.
    private var inputs: [String] {
        [
            "iifname \"lo\" accept", "ct state established,related accept",
            "iifname != \"\(Self.bridge)\" drop",
            "meta l4proto { tcp, udp } th dport 53 accept", "icmp type echo-request accept",
            "meta l4proto tcp reject with tcp reset", "reject with icmp type admin-prohibited",
        ]
    }

    private var departures: [String] {
        ["oifname \"\(Self.outside)\" masquerade"]
    }
}

extension HubRuleset {
    /// The commands that let members reach an address that an allowed name was resolved to.
    ///
    /// - Parameters:
    ///   - addresses: What the name was resolved to; not empty.
    ///   - entries: What the list says of the name.
    /// - Returns: Commands, or nil where the entries need none.
    static func admission(of addresses: [IPv4Address], by entries: [AllowEntry]) -> String? {
        let entries = entries.filter { $0.peer != .anyone }
        var hosts: [String] = []
        var ports: [String] = []
        for entry in entries {
            guard let port = entry.port else {
                hosts += addresses.map { "\($0)" }
                continue
            }
            let transports = entry.transport.map { [$0] } ?? TransportProtocol.allCases
            ports += addresses.flatMap { address in
                transports.map { "\(address) . \($0.rawValue) . \(port)" }
            }
        }
        let commands = [command("hosts", hosts), command("host_ports", ports)].compactMap { $0 }
        return commands.isEmpty ? nil : commands.joined(separator: "\n")
    }

    /// An address leaves its set long after the answer of the name server is stale.
    ///
    /// Programs keep what they looked up.
    /// Looking the name up again begins the time anew (Linux 6.12), and connections that stand are not judged again.
    private static let admissionTime = "1h"

    private static func command(_ set: String, _ elements: [String]) -> String? {
        guard !elements.isEmpty else { return nil }
        let list = elements.map { "\($0) timeout \(admissionTime)" }.joined(separator: ", ")
        return "add element ip \(table) \(set) { \(list) }"
    }
}
