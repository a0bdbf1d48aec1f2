import HostSystem
import SystemPackage

/// The host's part of every way out: the static table, and forwarding where it was off.
///
/// All of it runs on a thread in the host's network.
enum HostTable {
    /// Makes the table, or leaves it as it is, and turns on forwarding for the interfaces that packets come back by.
    ///
    /// Not `ip_forward`, which is for all interfaces of the host, those that are yet to come too.
    ///
    /// - Parameter interfaces: Those that the host has routes through.
    /// - Throws: `NetworkError.filter`; `.system` where `/proc/sys` cannot be written.
    static func ensure(for interfaces: [String]) throws(NetworkError) {
        var closed: [String] = []
        for interface in interfaces where try !isForwarding(interface) { closed.append(interface) }
        let filters = try Nftables()
        if closed.isEmpty, isMade(filters) { return }
        let rules = HostRuleset.text(opened: closed)
        try filters.run(rules, to: "make the table \(HostRuleset.table) on the host")
        for interface in closed { try setForwarding(true, interface) }
    }

    /// Whether the table is there; replacing its rules by the same ones would cost as much as removing them, 11 ms.
    private static func isMade(_ filters: Nftables) -> Bool {
        let question = "list chain ip \(HostRuleset.table) leave"
        // A chain that is not there is an error, and the answer to the question.
        let answer = try? filters.list(question, to: "look at the table \(HostRuleset.table)")
        return answer?.contains(HostRuleset.mark) == true
    }

    /// Removes the table, and turns off the forwarding that we turned on.
    static func remove() throws(NetworkError) {
        let filters = try Nftables()
        for interface in try opened(filters) {
            // An interface that is gone has taken its setting along.
            try? setForwarding(false, interface)
        }
        try filters.run(HostRuleset.removal, to: "remove the table \(HostRuleset.table)")
    }

    /// Lets packets that come by an interface be passed on.
    static func setForwarding(_ isOn: Bool, _ interface: String) throws(NetworkError) {
        let setting = NetworkSetting.forwarding(of: interface)
        try system { () throws(SystemError) in
            try NetworkSetting.write(isOn ? "1" : "0", to: setting)
        }
    }

    private static func isForwarding(_ interface: String) throws(NetworkError) -> Bool {
        let setting = NetworkSetting.forwarding(of: interface)
        return try system { () throws(SystemError) in try NetworkSetting.read(setting) } == "1"
    }

    private static func opened(_ filters: Nftables) throws(NetworkError) -> [String] {
        try filters.run(
            """
            add table ip \(HostRuleset.table)
            add set ip \(HostRuleset.table) opened { type ifname; }
            """,
            to: "look at the table \(HostRuleset.table)"
        )
        let json = try filters.list(
            "list set ip \(HostRuleset.table) opened",
            to: "look at the table \(HostRuleset.table)"
        )
        return try InterfaceSet(parsing: json).names
    }
}
