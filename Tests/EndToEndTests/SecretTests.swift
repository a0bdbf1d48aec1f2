import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `A secret` {
    static let jobs = """
        a:
          env: {TOKEN: '${{ secrets.TOKEN }}'}
          outputs: {leak: '${{ steps.s.outputs.leak }}', fine: '${{ steps.s.outputs.fine }}'}
          steps:
            - id: s
              run: |
                echo "whole $TOKEN"; echo "error $TOKEN" >&2
                for i in 0 1 2 3 4 5 6 7 8 9; do printf %s "${TOKEN:$i:1}"; sleep 0.01; done; echo "${TOKEN:10} split"
                printf %s "$TOKEN" | base64
                echo "literal ${{ secrets.TOKEN }}"
                echo "leak=$TOKEN" >> "$CUVETTE_OUTPUT"; echo "fine=public" >> "$CUVETTE_OUTPUT"
                case "$(cat /proc/*/cmdline | tr '\\0' ' ')" in *"$TOKEN"*) echo in argv;; *) echo not in argv;; esac
            - run: echo "on ${{ secrets.TOKEN }}"; sleep 1
            - run: cat report.xml > /dev/null; exit 1
              continue-on-error: true
            - run: printf '<testsuite><testcase name="t"><failure message="%s">%s</failure></testcase></testsuite>' "$TOKEN" "$TOKEN" > r.xml
              continue-on-error: true
              reports: {junit: r.xml}
            - run: rm r.xml
            - if: always()
              run: exit 5
              env: {JSON: '${{ fromJSON(secrets.TOKEN) }}'}
              continue-on-error: true
        b:
          needs: a
          steps: [{run: 'echo "[${{ needs.a.outputs.leak }}] [${{ needs.a.outputs.fine }}]"'}]
        """

    @Test(arguments: [
        "command: [echo, '${{ env.T }}']", "{run: pwd, working-directory: '/${{ env.T }}'}",
    ])
    func `is no argument that every process can read`(step: String) throws {
        let bench = try Workbench(
            "a: {env: {T: '${{ secrets.TOKEN }}'}, steps: [\(step.hasPrefix("{") ? step : "{\(step)}")]}",
            top: "secrets: {TOKEN: {env: E2E_TOKEN}}"
        )
        let run = try bench.run(environment: ["E2E_TOKEN": "s3cr3t-value"])
        #expect(run.code == 1)
        #expect(run.stdout.contains("hand it over in"))
        #expect(!run.stdout.contains("s3cr3t-value"))
    }

    @Test(arguments: ["json", "plain", "tty"])
    func `is shown nowhere and is on no disk`(output: String) throws {
        let secret = "s3cr3t" + UUID().uuidString
        let bench = try Workbench(Self.jobs, top: "secrets: {TOKEN: {env: E2E_TOKEN}}")
        let program = try bench.start(
            ["run", "--output", output, "--junit", bench.folder + "/junit.xml"],
            environment: ["E2E_TOKEN": secret]
        )
        var arguments = ""
        while !FileManager.default.fileExists(atPath: bench.store + "/runs/1/run.json") {
            arguments += Self.allArguments()
            usleep(20_000)
            if try FileManager.default.contentsOfDirectory(atPath: "/proc").contains(
                "\(program.pid)"
            ) == false {
                break
            }
            if arguments.utf8.count > 50_000_000 { break }
            if Self.isZombie(program.pid) { break }
        }
        let run = CuvetteRun(try program.wait())
        #expect(run.code == 0, "\(run.stdout)\(run.stderr)")
        let base64 = Data(secret.utf8).base64EncodedString()
        for text in [run.stdout, run.stderr, arguments] {
            #expect(!text.contains(secret))
            #expect(!text.contains(base64))
        }
        let finder = try SpawnedProgram(
            ["/bin/grep", "-rlE", "\(secret)|\(base64)", bench.store, bench.folder + "/junit.xml"],
            environment: [:],
            directory: "/"
        )
        #expect(try finder.wait().stdout == "")
        let log = String(decoding: try #require(bench.kept("jobs/a/01.log")), as: UTF8.self)
        #expect(log.contains("whole ***\n"))
        #expect(log.contains("*** split\n"))
        #expect(log.contains("literal ***\n"))
        #expect(log.hasSuffix("not in argv\n"))
        #expect(bench.kept("jobs/b/01.log") == Data("[] [public]\n".utf8))
    }

    private static func allArguments() -> String {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.filter { $0.allSatisfy(\.isNumber) }.map {
            let bytes = FileManager.default.contents(atPath: "/proc/\($0)/cmdline") ?? Data()
            return String(decoding: bytes, as: UTF8.self)
        }.joined()
    }

    private static func isZombie(_ pid: Int32) -> Bool {
        let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/stat") ?? Data()
        return String(decoding: bytes, as: UTF8.self).contains(") Z ")
    }
}
