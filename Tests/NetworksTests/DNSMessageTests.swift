@testable import Networks
import Testing

/// A query as a program would send it.
func dnsQuery(_ name: String, type: UInt16 = 1, id: UInt16 = 7, extensions: [UInt8] = []) -> [UInt8]
{
    let labels = name.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
    let extra: UInt8 = extensions.isEmpty ? 0 : 1
    return [UInt8(id >> 8), UInt8(id & 0xFF), 1, 0, 0, 1, 0, 0, 0, 0, 0, extra] + labels
        + [0, UInt8(type >> 8), UInt8(type & 0xFF), 0, 1] + extensions
}

@Suite struct `A DNS message` {
    @Test func `is read with its question and its addresses`() throws {
        let query = dnsQuery("Example.org")
        let parsed = try DNSMessage(parsing: query)
        #expect(parsed.question.name?.text == "example.org" && parsed.id == 7 && !parsed.isResponse)
        let reply = DNSReply.addresses([[10, 0, 0, 1], [10, 0, 0, 2]]).bytes(to: query, parsed)
        let answer = try DNSMessage(parsing: try #require(reply))
        #expect(answer.isResponse && answer.code == 0 && answer.question == parsed.question)
        #expect(answer.addresses.map { "\($0)" } == ["10.0.0.1", "10.0.0.2"])
    }

    @Test func `whose name points forward, or to itself, is refused`() {
        let header: [UInt8] = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
        for pointer: UInt8 in [12, 13, 14, 200] {
            #expect(throws: DNSMessage.Fault.malformed) {
                try DNSMessage(parsing: header + [0xC0, pointer, 0, 1, 0, 1])
            }
        }
        let loop = header + [1, 0x61, 0xC0, 12, 0, 1, 0, 1]
        #expect(throws: DNSMessage.Fault.malformed) { try DNSMessage(parsing: loop) }
    }

    @Test func `with more or fewer questions than one is refused`() {
        let none: [UInt8] = [0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        #expect(throws: DNSMessage.Fault.notOneQuestion) { try DNSMessage(parsing: none) }
    }

    @Test func `with a dot inside a label has no host name`() throws {
        var query = dnsQuery("a.bc")
        query[15] = UInt8(ascii: ".")
        #expect(try DNSMessage(parsing: query).question.name == nil)
    }

    @Test func `cut off anywhere is refused or read, and never read past its end`() throws {
        let query = dnsQuery("www.example.org")
        let parsed = try DNSMessage(parsing: query)
        let answer = try #require(DNSReply.addresses([[10, 0, 0, 1]]).bytes(to: query, parsed))
        for count in answer.indices {
            #expect(throws: DNSMessage.Fault.self) {
                try DNSMessage(parsing: Array(answer[..<count]))
            }
        }
    }

    @Test func `of random bytes, or with random mistakes, makes no trouble`() throws {
        var random = SystemRandomNumberGenerator()
        let query = dnsQuery("www.example.org", extensions: [0, 0, 41, 4, 0xD0, 0, 0, 0, 0, 0, 0])
        let parsed = try DNSMessage(parsing: query)
        let good = try #require(
            DNSReply.addresses([[10, 0, 0, 1], [0, 0, 0, 0]]).bytes(to: query, parsed)
        )
        for _ in 0..<20_000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = .random(
                    in: 0...255,
                    using: &random
                )
            }
            // What is well formed has to be answerable, too.
            let message = try? DNSMessage(parsing: bytes)
            for reply in [DNSReply.malformed, .prohibited, .addresses([[1, 2, 3, 4]])] {
                #expect((reply.bytes(to: bytes, message)?.count ?? 0) >= DNSMessage.headerSize)
            }
        }
    }
}

@Suite struct `A refused lookup` {
    @Test func `is "no such name", with an explanation for who understands it`() throws {
        let plain = dnsQuery("secret.example")
        let answer = try #require(DNSReply.prohibited.bytes(to: plain, DNSMessage(parsing: plain)))
        #expect(answer[3] & 0xF == 3 && answer.count == plain.count)
        let extended = dnsQuery(
            "secret.example",
            extensions: [0, 0, 41, 4, 0xD0, 0, 0, 0, 0, 0, 0]
        )
        let explained = try #require(
            DNSReply.prohibited.bytes(to: extended, DNSMessage(parsing: extended))
        )
        #expect(explained.suffix(6) == [0, 15, 0, 2, 0, 18])
    }

    @Test func `is decided by the list`() throws {
        let book = NameBook()
        let policy = DNSPolicy(access: .only(try AllowList(["*.example.org"])), book: book)
        let step = IPv4Address(0x0A00_0002)
        func decision(_ name: String) throws -> DNSPolicy.Decision {
            policy.decide(try DNSMessage(parsing: dnsQuery(name)), from: step)
        }
        #expect(try decision("a.example.org") != .reply(.prohibited))
        #expect(try decision("example.org") == .reply(.prohibited))
        #expect(try decision("example.org") == .reply(.prohibited))
        #expect(book.refusals().values.sorted() == [2])
        #expect(policy.decide(nil, from: step) == .reply(.malformed))
    }

    @Test func `leaves the names of members alone`() throws {
        let book = NameBook()
        let name = try #require(DomainName("db"))
        let place = NameBook.Place(number: 2, ipv4: IPv4Address(0x0A00_0002), ipv6: .member(2))
        try book.enter([name], place)
        #expect(throws: NetworkError.nameTaken("db")) { try book.enter([name], place) }
        let policy = DNSPolicy(access: .nothing, book: book)
        let asker = IPv4Address(0x0A00_0003)
        let four = policy.decide(try DNSMessage(parsing: dnsQuery("DB")), from: asker)
        #expect(four == .reply(.addresses([[10, 0, 0, 2]])))
        let six = policy.decide(try DNSMessage(parsing: dnsQuery("db", type: 28)), from: asker)
        #expect(six == .reply(.addresses([IPv6Address.member(2).bytes])))
        let mail = policy.decide(try DNSMessage(parsing: dnsQuery("db", type: 15)), from: asker)
        #expect(mail == .reply(.addresses([])))
        book.strike(2)
        #expect(
            policy.decide(try DNSMessage(parsing: dnsQuery("db")), from: asker)
                == .reply(.prohibited)
        )
    }
}

@Suite struct `DNS messages in a stream` {
    @Test func `are cut apart wherever the stream was cut`() throws {
        let messages: [[UInt8]] = [[1, 2, 3], [], [4]]
        let stream = messages.compactMap { DNSFrames.frame($0) }.flatMap { $0 }
        for cut in stream.indices {
            var frames = DNSFrames()
            var found: [[UInt8]] = []
            for part in [stream[..<cut], stream[cut...]] {
                frames.append(part)
                while let next = frames.next() { found.append(next) }
            }
            #expect(found == messages)
        }
        #expect(DNSFrames.frame([UInt8](repeating: 0, count: 70_000)) == nil)
    }
}
