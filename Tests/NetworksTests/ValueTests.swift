@testable import Networks
import Testing

@Suite struct `An IPv4 address` {
    @Test func `is four decimal numbers`() {
        #expect(IPv4Address("10.0.0.1")?.value == 0x0A00_0001)
        #expect(IPv4Address("255.255.255.255").map { "\($0)" } == "255.255.255.255")
        #expect(IPv4Address("10.0.0.1")?.bytes == [10, 0, 0, 1])
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.", "1.2.3.-4", " 1.2.3.4",
        "١.2.3.4",
    ])
    func `is nothing else`(text: String) {
        #expect(IPv4Address(text) == nil)
    }
}

@Suite struct `An IPv4 subnet` {
    @Test func `holds the addresses with its prefix`() throws {
        let subnet = try #require(IPv4Subnet("10.1.0.0/16"))
        #expect(subnet.contains(IPv4Address(0x0A01_FFFF)))
        #expect(!subnet.contains(IPv4Address(0x0A02_0000)))
        #expect(subnet.address(258) == IPv4Address("10.1.1.2"))
        #expect(IPv4Subnet("0.0.0.0/0")?.contains(IPv4Address(0xFFFF_FFFF)) == true)
        #expect("\(subnet)" == "10.1.0.0/16")
    }

    @Test func `overlaps what holds it and what it holds`() throws {
        let small = try #require(IPv4Subnet("10.1.0.0/16"))
        let large = try #require(IPv4Subnet("10.0.0.0/8"))
        let other = try #require(IPv4Subnet("10.2.0.0/16"))
        #expect(small.overlaps(large) && large.overlaps(small) && !small.overlaps(other))
    }

    @Test(arguments: [
        "10.0.0.1/8", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/08", "/8", "10.0.0.0/", "::/0",
    ])
    func `is refused where bits or numbers are wrong`(text: String) {
        #expect(IPv4Subnet(text) == nil)
    }
}

@Suite struct `A domain name` {
    @Test func `is lower case and without the last dot`() {
        #expect(DomainName("Example.ORG.")?.text == "example.org")
        #expect(DomainName("tutum__wordpress")?.text == "tutum__wordpress")
    }

    @Test(arguments: [
        "", ".", "a..b", "-a", "a-", "a b", "a*b", "ä.example", String(repeating: "a", count: 64),
    ])
    func `is refused where no host could have it`(text: String) {
        #expect(DomainName(text) == nil)
    }

    @Test func `lies below a domain, and not below itself`() throws {
        let domain = try #require(DomainName("example.org"))
        #expect(try #require(DomainName("a.b.example.org")).isBelow(domain))
        #expect(try !#require(DomainName("badexample.org")).isBelow(domain))
        #expect(!domain.isBelow(domain))
    }
}

@Suite struct `A port mapping` {
    @Test(arguments: [
        ("5432", "127.0.0.1:0:5432/tcp"), ("8080:80", "127.0.0.1:8080:80/tcp"),
        ("8080:80/udp", "127.0.0.1:8080:80/udp"), ("0.0.0.0:1:2/tcp", "0.0.0.0:1:2/tcp"),
        ("0.0.0.0::80", "0.0.0.0:0:80/tcp"),
    ])
    func `is read as it is written elsewhere`(text: String, expected: String) throws {
        #expect("\(try PortMapping(text))" == expected)
    }

    @Test(arguments: [
        "", "0", "80:0", "a:80", "80:80:80", "70000", "80/sctp", "1.2.3.4:5:6:7", "8000-8010:80",
        ":80",
    ])
    func `is refused with what to write`(text: String) {
        let error = #expect(throws: NetworkError.self) { try PortMapping(text) }
        #expect(error?.hint != nil && "\(error.map { "\($0)" } ?? "")".hasPrefix("\"\(text)\""))
    }

    @Test func `may be of a range`() throws {
        let both = try PortMapping.range("0.0.0.0:8000-8001:80-81/udp")
        #expect(both.map(\.description) == ["0.0.0.0:8000:80/udp", "0.0.0.0:8001:81/udp"])
        #expect(try PortMapping.range("80-81").map(\.hostPort) == [0, 0])
        #expect(try PortMapping.range("127.0.0.1::80-81").map(\.memberPort) == [80, 81])
        #expect(try PortMapping.range("8080:80") == [try PortMapping("8080:80")])
        for text in ["80-79", "80-81:80", "0-1", "80-:80-81", "1-2-3", "80-65536", "x:80-81"] {
            #expect(throws: NetworkError.self) { try PortMapping.range(text) }
        }
    }
}

@Suite struct `An allow entry` {
    @Test func `names a host, a domain, a subnet, a port or everyone`() throws {
        let host = try #require(DomainName("example.org"))
        let subnet = try #require(IPv4Subnet("10.0.0.0/8"))
        #expect(try AllowEntry("example.org") == AllowEntry(.host(host)))
        #expect(try AllowEntry("example.org:443") == AllowEntry(.host(host), port: 443))
        #expect(
            try AllowEntry("*.example.org:53/udp")
                == AllowEntry(.domain(host), port: 53, transport: .udp)
        )
        #expect(try AllowEntry("10.0.0.0/8") == AllowEntry(.subnet(subnet)))
        #expect(
            try AllowEntry("10.0.0.0/8:22/tcp")
                == AllowEntry(.subnet(subnet), port: 22, transport: .tcp)
        )
        #expect(try AllowEntry("443") == AllowEntry(.anyone, port: 443))
        #expect(try AllowEntry("443/udp") == AllowEntry(.anyone, port: 443, transport: .udp))
        #expect(try AllowEntry("*") == AllowEntry(.anyone))
    }

    @Test(arguments: [
        "", ":", "example.org:", "example.org:0", "example.org:70000", "10.0.0.1/8", "1.2.3",
        "a.*.b",
        "example.org/tcp", "https://example.org", "[::1]:80", "fd00::/8", "a b", "*:443:1",
    ])
    func `is refused with what to write`(text: String) {
        let error = #expect(throws: NetworkError.self) { try AllowEntry(text) }
        #expect(error?.hint != nil)
    }

    @Test func `decides which names may be looked up`() throws {
        let list = try AllowList(["example.org:443", "*.example.net", "10.0.0.0/8"])
        #expect(try list.entries(for: #require(DomainName("example.org"))).count == 1)
        #expect(try list.entries(for: #require(DomainName("a.example.net"))).count == 1)
        #expect(try list.entries(for: #require(DomainName("a.example.org"))).isEmpty)
        #expect(try AllowList(["443"]).entries(for: #require(DomainName("any.where"))).count == 1)
    }
}

@Suite struct `The plan of addresses` {
    @Test func `keeps clear of the routes of the host`() throws {
        #expect(try "\(SubnetPlan(avoiding: []).block)" == "10.213.0.0/16")
        let corporate = try #require(IPv4Subnet("10.0.0.0/8"))
        #expect(try "\(SubnetPlan(avoiding: [corporate]).block)" == "172.29.0.0/16")
        let all = try #require(IPv4Subnet("0.0.0.0/1"))
        let rest = try #require(IPv4Subnet("128.0.0.0/1"))
        #expect(throws: NetworkError.self) { try SubnetPlan(avoiding: [all, rest]) }
    }

    @Test func `gives every network a pair, and all of them the same members`() throws {
        let plan = try SubnetPlan(avoiding: [])
        #expect("\(plan.uplink(0).host) \(plan.uplink(0).hub)" == "10.213.0.0 10.213.0.1")
        let last = plan.uplink(SubnetPlan.uplinkCount - 1).hub
        #expect("\(last)" == "10.213.127.255" && !plan.members.contains(last))
        #expect("\(plan.members)" == "10.213.240.0/20" && plan.block.overlaps(plan.members))
    }
}

@Suite struct `A resolver configuration` {
    @Test func `is read as the C library reads it`() {
        let text =
            "# made by hand\r\nnameserver 10.0.0.1 # first\nsearch a b\ndomain c\nnameserver\n\toptions ndots:2 rotate\nsortlist x\nnameserver fe80::1%eth0"
        let read = ResolverConfiguration(parsing: text)
        #expect(read.servers == ["10.0.0.1", "fe80::1%eth0"])
        #expect(read.search == ["c"] && read.options == ["ndots:2", "rotate"])
        #expect(ResolverConfiguration(parsing: "").servers == ["127.0.0.1"])
        #expect(
            ResolverConfiguration(parsing: String(repeating: "nameserver 1.1.1.1\n", count: 9))
                .servers.count == 3
        )
    }

    @Test func `of members asks the hub alone`() {
        let host = ResolverConfiguration(
            servers: ["127.0.0.53"],
            search: ["corp.example"],
            options: ["edns0", "trust-ad", "ndots:2"]
        )
        #expect(
            host.forMembers(server: IPv4Address(0x0AD5_F001)).text
                == "nameserver 10.213.240.1\nsearch corp.example\noptions ndots:2\n"
        )
    }
}
