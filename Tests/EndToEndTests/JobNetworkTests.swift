import Foundation
import TestSupport
import Testing

/// Each test has a host of its own: a network with two more addresses, at each of them two servers.
@Suite(.needsRoot, .needsRedis, .needsAddressTool) struct `The network of a job` {
    /// What is done in a new network before the runner begins there.
    private static let world = """
        ip link set lo up
        ip link add wan0 type dummy
        ip address add 192.0.2.2/24 dev wan0
        ip link set wan0 up
        ip route add default via 192.0.2.1
        for address in 203.0.113.10 203.0.113.20; do
            ip address add $address/32 dev lo
            for port in 7001 7002; do
                redis-server --save '' --protected-mode no --bind $address --port $port --daemonize yes > /dev/null
                until redis-cli -h $address -p $port ping > /dev/null 2>&1; do sleep 0.02; done
            done
        done
        "$@"
        code=$?
        for address in 203.0.113.10 203.0.113.20; do
            for port in 7001 7002; do redis-cli -h $address -p $port shutdown nosave; done
        done
        exit $code
        """

    private func run(_ bench: Workbench, _ arguments: String...) throws -> CuvetteRun {
        let words = ["-n", "/bin/sh", "-c", Self.world, "sh", Probe.product("cuvette"), "run"]
        return CuvetteRun(
            try bench.start(words + arguments, program: "/usr/bin/unshare").wait()
        )
    }

    @Test func `lets through what is allowed, refuses all else, and tells of both`() throws {
        let bench = try Workbench(
            """
            a:
              network: {allow: ['203.0.113.10:7001']}
              steps:
                - run: redis-cli -h 203.0.113.10 -p 7001 ping
                - run: |
                    ! redis-cli -h 203.0.113.10 -p 7002 ping
                    ! redis-cli -h 203.0.113.20 -p 7001 ping
                    ! getent hosts example.org
                - run: 'true'
            """
        )
        let run = try run(bench, "--output", "json")
        #expect(run.code == 0, "\(run.stdout)\(run.stderr)")
        #expect(try run.lines(of: "a/1") == ["PONG"])
        let first = try egress(bench, "01")
        #expect(first == ["tcp 203.0.113.10:7001 allowed"])
        #expect(
            try egress(bench, "02") == [
                "lookup example.org refused", "tcp 203.0.113.10:7002 refused",
                "tcp 203.0.113.20:7001 refused",
            ]
        )
        #expect(try egress(bench, "03") == [])
        #expect(try run.step("a/1")?["egress"].contains("\"contacted\":1") == true)
        let record = bench.kept("run.json").map { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(record.contains("\"host\": \"example.org\""))
        let plain = try self.run(bench)
        #expect(
            plain.stdout.split(separator: "\n").contains {
                $0.contains("step 2") && $0.contains("not let through:")
                    && $0.contains("203.0.113.10:7002/tcp")
            },
            "\(plain.stdout)"
        )
        #expect(bench.host.leftovers() == [])
    }

    @Test func `reaches everything where it is private, also from setup`() throws {
        let bench = try Workbench(
            """
            a:
              network: private
              image:
                from: host
                setup:
                  - {network: private, run: redis-cli -h 203.0.113.10 -p 7001 ping > /opt/answer}
                  - {network: {allow: ['203.0.113.20']}, run: '! redis-cli -h 203.0.113.10 -p 7001 ping'}
              steps:
                - run: cat /opt/answer; redis-cli -h 203.0.113.20 -p 7002 ping; cat /etc/hosts | wc -l
            """
        )
        let run = try run(bench, "--output", "json")
        #expect(run.code == 0, "\(run.stdout)\(run.stderr)")
        #expect(try run.lines(of: "a/1") == ["PONG", "PONG", "3"])
        #expect(try egress(bench, "setup-02") == ["tcp 203.0.113.10:7001 refused"])
        #expect(bench.host.leftovers() == [])
    }

    @Test func `holds its services to what is allowed, too`() throws {
        let bench = try Workbench(
            """
            a:
              network: {allow: ['7002/tcp']}
              services:
                s:
                  env: {MARK}
                  command:
                    - sh
                    - -c
                    - redis-cli -h 203.0.113.10 -p 7001 ping; redis-cli -h 203.0.113.10 -p 7002 ping; exec sleep 60
                  ready: {log: PONG}
              steps: [{run: 'true'}]
            """
        )
        let run = try run(bench, "--output", "json")
        #expect(run.code == 0, "\(run.stdout)\(run.stderr)")
        #expect(
            try egress(bench, "service-s") == [
                "tcp 203.0.113.10:7001 refused", "tcp 203.0.113.10:7002 allowed",
            ]
        )
        #expect(bench.host.leftovers() == [])
    }

    @Test func `is gone with a runner that is killed`() throws {
        let bench = try Workbench(
            """
            a:
              network: private
              services: {s: {command: [sleep, '60'], env: {MARK}}}
              steps: [{run: echo up; sleep 60}]
            """
        )
        let script = """
            ip link set lo up
            ip link add wan0 type dummy; ip address add 192.0.2.2/24 dev wan0; ip link set wan0 up
            ip route add default via 192.0.2.1
            \(Probe.product("cuvette")) run > log & runner=$!
            until grep -q '| up' log; do sleep 0.05; done
            ip -br link | grep -c ^cv
            kill -9 $runner
            for i in $(seq 100); do ip -br link | grep -q ^cv || break; sleep 0.05; done
            ip -br link | grep -c ^cv
            """
        let shell = try bench.start(["-n", "/bin/sh", "-c", script], program: "/usr/bin/unshare")
        #expect(try shell.wait().stdout == "1\n0\n")
        #expect(bench.host.processes() == [])
    }

    @Test func `is not made where nobody asks for it`() throws {
        let bench = try Workbench("a: {steps: [{run: ls /sys/class/net; cat /etc/resolv.conf}]}")
        let run = try run(bench, "--output", "json")
        #expect(try run.lines(of: "a/1") == ["lo"])
        #expect(bench.kept("jobs/a/01.egress.json") == nil)
    }

    /// The lines of an egress log in short.
    private func egress(_ bench: Workbench, _ name: String) throws -> [String] {
        let bytes = try #require(bench.kept("jobs/a/\(name).egress.json"))
        let log = try JSONDecoder().decode(Log.self, from: bytes)
        #expect(log.complete)
        return log.records.map { record in
            let place = record.host ?? "\(record.address ?? ""):\(record.port ?? 0)"
            return "\(record.kind) \(place) \(record.allowed ? "allowed" : "refused")"
        }.sorted()
    }

    private struct Log: Decodable {
        struct Record: Decodable {
            var kind: String
            var allowed: Bool
            var host: String?
            var address: String?
            var port: Int?
        }

        var complete: Bool
        var records: [Record]
    }
}
