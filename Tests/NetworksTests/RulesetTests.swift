@testable import Networks
import TestSupport
import Testing

@Suite struct `The filters of a hub` {
    private func rules(_ access: OutsideAccess) throws -> String {
        HubRuleset(members: try SubnetPlan(avoiding: []).members, access: access).text
    }

    private func forward(_ access: OutsideAccess) throws -> [String] {
        let lines = try rules(access).split(separator: "\n").map { $0.drop { $0 == " " } }
        let chain = lines.drop { $0 != "chain forward {" }.dropFirst(2).prefix { $0 != "}" }
        return chain.dropFirst(5).map { String($0) }
    }

    @Test func `judge by the list, addresses before names`() throws {
        let list = try AllowList(["example.org:443/tcp", "10.0.0.0/8", "10.1.0.0/16:22", "53/udp"])
        #expect(
            try forward(.only(list)) == [
                "ip daddr 10.0.0.0/8 goto admit",
                "ip daddr 10.1.0.0/16 meta l4proto { tcp, udp } th dport 22 goto admit",
                "ip daddr 169.254.0.0/16 goto refuse", "ip daddr @hosts goto admit",
                "ip daddr . meta l4proto . th dport @host_ports goto admit",
                "meta l4proto { udp } th dport 53 goto admit", "goto refuse",
            ]
        )
        #expect(
            try forward(.everything) == [
                "ip daddr 169.254.0.0/16 goto refuse", "goto admit", "goto refuse",
            ]
        )
        #expect(try forward(.nothing) == ["goto refuse"])
    }

    @Test func `let through what a name was resolved to, as its entries say`() throws {
        let address = try #require(IPv4Address("10.0.0.1"))
        func admission(_ entries: String...) throws -> String? {
            HubRuleset.admission(of: [address], by: try AllowList(entries).entries)
        }
        #expect(try admission("a.b") == "add element ip cuvette hosts { 10.0.0.1 timeout 1h }")
        #expect(
            try admission("a.b:53/udp")
                == "add element ip cuvette host_ports { 10.0.0.1 . udp . 53 timeout 1h }"
        )
        #expect(try admission("443") == nil)
    }

    @Test(.needsRoot) func `are taken by the kernel, and replace nothing when they are wrong`()
        throws
    {
        let list = try AllowList(["a.b", "a.b:1", "*.c:2/udp", "1.2.3.0/24", "1.2.3.4:5", "6", "*"])
        for access in [
            OutsideAccess.nothing, .everything, .only(list), try .only(AllowList([String]())),
        ] {
            let rules = try rules(access)
            let namespace = try NetworkNamespace.make { _ throws(NetworkError) in
                let filters = try Nftables()
                try filters.run(rules, to: "make filters")
                try filters.run(HostRuleset.text(opened: ["lo"]), to: "make filters")
                try filters.run(HostRuleset.text(opened: []), to: "make filters")
            }
            let error = #expect(throws: NetworkError.self) {
                try namespace.run { () throws(NetworkError) in
                    try Nftables().run("add rule ip cuvette nowhere accept", to: "try")
                }
            }
            #expect(error.map { "\($0)" }?.hasPrefix("cannot try: Error: ") == true)
        }
    }
}

@Suite struct `The egress log` {
    @Test func `is read from what nft tells`() throws {
        let json = """
            {"nftables": [{"metainfo": {"version": "1.0.6"}}, {"set": {"family": "ip", "name": "contacted",
            "elem": [{"elem": {"val": {"concat": ["10.0.0.2", "1.2.3.4", 6, 443]}, "counter": {"packets": 3, "bytes": 9}}},
            {"elem": {"val": {"concat": ["10.0.0.2", "1.2.3.5", 1, 0]}, "counter": {"packets": 1, "bytes": 9}}}]}}]}
            """
        let name = DomainName("example.org")
        let records = try EgressNotes(parsing: json).records(allowed: true) {
            $0 == IPv4Address("1.2.3.4") ? name : nil
        }
        #expect(
            records == [
                EgressRecord(
                    member: "10.0.0.2",
                    kind: .tcp,
                    address: "1.2.3.4",
                    port: 443,
                    name: "example.org",
                    allowed: true,
                    count: 3
                ),
                EgressRecord(
                    member: "10.0.0.2",
                    kind: .icmp,
                    address: "1.2.3.5",
                    allowed: true,
                    count: 1
                ),
            ]
        )
        #expect(try EgressNotes(parsing: #"{"nftables": [{"set": {"name": "x"}}]}"#).notes.isEmpty)
        #expect(throws: NetworkError.self) { try EgressNotes(parsing: "{}") }
    }
}
