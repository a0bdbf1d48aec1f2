/// The one table that networks with a way out need on the host: the same for all of them, however many there are.
///
/// Its rules speak of the names of our interfaces alone, so that no network adds or removes a rule: removing one costs
/// 11 ms. `NetworkHost.cleanUp` removes the table when no network uses it.
enum HostRuleset {
    /// The table.
    static let table = "cuvette"
    /// What the names of the host's ends of our cables begin with; a number follows.
    static let prefix = "cv"

    /// A comment in the last chain, by which a table is known to hold these rules and not those of another version.
    static let mark = "cuvette rules 1"

    /// The commands that make the table, or make it right; they change nothing where it is.
    ///
    /// - Parameter opened: The interfaces for which we turned on forwarding. From these only what the host would
    ///   have taken itself is forwarded: answers, what it redirects, and what is ours. Without this rule, a host that
    ///   was no router would become one.
    /// - Returns: Commands for one transaction.
    static func text(opened: [String]) -> String {
        let elements = opened.map { "\"\($0)\"" }.joined(separator: ", ")
        let marks = opened.isEmpty ? "" : "add element ip \(table) opened { \(elements) }\n"
        return """
            add table ip \(table)
            add set ip \(table) opened { type ifname; }
            add chain ip \(table) forward { type filter hook forward priority filter; policy accept; }
            add chain ip \(table) leave { type nat hook postrouting priority srcnat; policy accept; }
            flush chain ip \(table) forward
            flush chain ip \(table) leave
            \(marks)\
            add rule ip \(table) forward iifname "\(prefix)*" oifname "\(prefix)*" \
            meta l4proto tcp reject with tcp reset
            add rule ip \(table) forward iifname "\(prefix)*" oifname "\(prefix)*" reject
            add rule ip \(table) forward iifname @opened oifname != "\(prefix)*" \
            ct state new ct status & dnat == 0 drop
            add rule ip \(table) leave iifname "\(prefix)*" oifname != "\(prefix)*" masquerade \
            comment "\(mark)"

            """
    }

    /// The command that removes the table.
    static let removal = "add table ip \(table)\ndelete table ip \(table)\n"
}
