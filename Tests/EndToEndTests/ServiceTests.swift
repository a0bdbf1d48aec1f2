import Foundation
import TestSupport
import Testing

/// A small server of which tests may expect that it is there.
let redis = "redis-server, --save, '', --protected-mode, 'no', --port"

@Suite(.needsRoot, .needsRedis) struct `A service` {
    @Test func `is reached by its name, by steps and by other services`() throws {
        let bench = try Workbench(
            """
            a:
              services:
                one: {command: [\(redis), '7001'], env: {MARK}, ready: {tcp: 7001}}
                Two:
                  env: {MARK}
                  command:
                    - bash
                    - -ec
                    - until redis-cli -h one -p 7001 ping; do sleep 0.05; done; hostname; exec sleep 60
                  ready: {log: two}
              steps:
                - run: redis-cli -h one -p 7001 set word from-step-1; getent hosts two | wc -l
                - run: redis-cli -h one -p 7001 get word; hostname; ls /sys/class/net
            """
        )
        let run = try bench.run()
        #expect(run.code == 0, "\(run.stdout)\(run.stderr)")
        #expect(try run.lines(of: "a/1") == ["OK", "1"])
        #expect(try run.lines(of: "a/2") == ["from-step-1", "cuvette", "eth0", "lo"])
        #expect(try run.service("a/two", "service-ready").count == 1)
        #expect(try run.service("a/one", "service-ended").map { $0["stopped"] } == ["true"])
        #expect(bench.host.leftovers() == [])
    }

    @Test func `keeps its output, and its end is in the record`() throws {
        let bench = try Workbench(
            """
            a:
              services:
                talker: {command: [sh, -c, echo it speaks; exec sleep 60], ready: {log: it speaks}}
              steps: [{run: 'true'}]
            """
        )
        #expect(try bench.cuvette("run").code == 0)
        let log = try bench.cuvette("logs", "1/a/service:talker")
        #expect(log.stdout == "it speaks\n", "\(log.stderr)")
        let record = bench.kept("run.json").map { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(record.contains("\"services\": ["))
        #expect(record.contains("\"service\": \"talker\""))
        #expect(bench.kept("jobs/a/service-talker.log") == Data("it speaks\n".utf8))
    }

    @Test func `has no secret in its log and none in its arguments`() throws {
        let bench = try Workbench(
            """
            a:
              services:
                s:
                  env: {WORD: '${{ secrets.WORD }}'}
                  command: [sh, -c, 'echo "it is $WORD"; exec sleep 60']
                  ready: {log: it is}
              steps: [{run: 'true'}]
            b:
              services:
                s: {command: [echo, '${{ secrets.WORD }}']}
              steps: [{run: 'true'}]
            """,
            top: "secrets: {WORD: {env: WORD}}"
        )
        let run = try bench.run(environment: ["WORD": "0123456789-secret"])
        #expect(run.code == 1)
        #expect(!run.stdout.contains("0123456789-secret"))
        #expect(try run.job("b")?["problem"].contains("holds a secret") == true)
        #expect(bench.kept("jobs/a/service-s.log") == Data("it is ***\n".utf8))
    }

    @Test func `does not see the workspace, nor the variables of the job`() throws {
        let bench = try Workbench(
            """
            a:
              env: {OF_THE_JOB: x}
              services:
                s:
                  command: [sh, -c, 'ls -A /workspace | wc -l; echo "<$OF_THE_JOB>"; pwd; exec sleep 60']
                  ready: {log: /}
              steps: [{run: ls cuvette.yml}]
            """
        )
        let run = try bench.run()
        #expect(run.code == 0, "\(run.stdout)")
        #expect(bench.kept("jobs/a/service-s.log") == Data("0\n<>\n/\n".utf8))
    }

    @Test func `shows a port to this machine while the job runs, and its number to expressions`()
        throws
    {
        let bench = try Workbench(
            """
            a:
              services:
                cache:
                  command: [\(redis), '7001']
                  env: {MARK}
                  ports: [7001]
                  ready: {tcp: 7001}
              steps:
                - run: |
                    echo port ${{ services.cache.ports['7001'] }}
                    until test "$(redis-cli -h cache -p 7001 get word)" = said; do sleep 0.05; done
            """
        )
        let program = try bench.start(["run", "--output", "json"])
        try program.waitForOutput("\"text\":\"port ")
        let said = program.outputSoFar.split(separator: "\"text\":\"port ").last ?? ""
        let port = UInt16(said.prefix { $0.isNumber }) ?? 0
        #expect(
            LocalConnection.read(from: "127.0.0.1", port: port, saying: "SET word said\r\n")
                == "+OK\r\n"
        )
        #expect(try program.wait().code == 0)
        #expect(
            LocalConnection.read(from: "127.0.0.1", port: port) == "Connection refused"
        )
        #expect(bench.host.leftovers() == [])
    }

    @Test func `has a name and ports that other jobs have, too`() throws {
        let job = """
              services:
                cache: {command: [\(redis), '7001'], env: {MARK}, ready: {tcp: 7001}}
              steps:
                - run: redis-cli -h cache -p 7001 append word $CUVETTE_JOB; sleep 0.5
                - run: redis-cli -h cache -p 7001 get word
            """
        let bench = try Workbench("one:\n\(job)\ntwo:\n\(job)")
        let run = try bench.run("--jobs", "2")
        #expect(run.code == 0, "\(run.stdout)\(run.stderr)")
        #expect(try run.lines(of: "one/2") == ["one"])
        #expect(try run.lines(of: "two/2") == ["two"])
        #expect(bench.host.leftovers() == [])
    }

    @Test func `is fresh for each attempt of its job`() throws {
        let bench = try Workbench(
            """
            a:
              retry: 1
              services:
                cache: {command: [\(redis), '7001'], env: {MARK}, ready: {tcp: 7001}}
              steps:
                - run: redis-cli -h cache -p 7001 incr tries; exit 1
            """
        )
        let run = try bench.run()
        #expect(run.code == 1)
        #expect(try run.lines(of: "a/1") == ["1", "1"])
        #expect(bench.kept("jobs/a/service-cache-try2.log") != nil)
        #expect(bench.host.leftovers() == [])
    }

    @Test func `has the layers of its image's setup`() throws {
        let bench = try Workbench(
            """
            a:
              image: {from: host, setup: [{run: echo job > /opt/word}]}
              services:
                own:
                  image: {from: host, setup: [{run: echo service > /opt/word}]}
                  command: [sh, -c, cat /opt/word; exec sleep 60]
                  ready: {log: service}
                shared: {command: [sh, -c, cat /opt/word; exec sleep 60], ready: {log: job}}
              steps: [{run: cat /opt/word}]
            """
        )
        let run = try bench.run()
        #expect(run.code == 0, "\(run.stdout)\(run.stderr)")
        #expect(try run.step("a/setup-2")?["outcome"] == "success")
        #expect(try run.lines(of: "a/1") == ["job"])
        #expect(bench.host.leftovers() == [])
    }

    @Test func `is held to its limits`() throws {
        let bench = try Workbench(
            """
            a:
              services:
                greedy:
                  command: [sh, -c, 'sleep 0.3; exec tail /dev/zero']
                  resources: {memory: 32MiB}
              steps: [{run: sleep 2}]
            """
        )
        let run = try bench.run()
        #expect(run.code == 0, "\(run.stdout)")
        #expect(
            try run.service("a/greedy", "service-ended").map { $0["cause"] } == ["memoryLimit"]
        )
    }
}
