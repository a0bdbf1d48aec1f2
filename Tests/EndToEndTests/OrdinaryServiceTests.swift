import Foundation
import TestSupport
import Testing

/// The first user that has subordinate ids, so that the steps have all the users of the host's image.
private let user: (name: String, uid: String)? = {
    let lines = (try? String(contentsOfFile: "/etc/subuid", encoding: .utf8)) ?? ""
    for line in lines.split(separator: "\n") {
        let name = String(line.prefix { $0 != ":" })
        if let entry = getpwnam(name), entry.pointee.pw_uid != 0 {
            return (name, "\(entry.pointee.pw_uid)")
        }
    }
    return nil
}()

@Suite(
    .needsRoot,
    .needsRedis,
    .needsPostgres,
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv"),
        "needs setpriv (util-linux) to become an ordinary user"
    ),
    .enabled(if: user != nil, "needs an ordinary user with subordinate ids"),
)
struct `Services of an ordinary user` {
    private func bench(_ jobs: String, _ sample: String? = nil) throws -> Workbench {
        let bench = try Workbench(jobs)
        if let sample { try bench.repository.commit("sample", ["cuvette.yml": sample]) }
        // The package's own folder need not be open to others. A program that this process had copied might still be
        // open for writing in a child of another test, and could not be run then.
        let uid = user?.uid ?? ""
        let script = "cp \"$0\" \"$1\" \"$2\" && chown -R \(uid):\(uid) \"$2\""
        let programs = [Probe.product("cuvette"), Probe.product("cuvette-init")]
        let owner = try SpawnedProgram(
            ["/bin/sh", "-c", script] + programs + [bench.folder],
            environment: ["PATH": "/usr/bin:/bin"],
            directory: "/"
        )
        #expect(try owner.wait().code == 0)
        return bench
    }

    private func start(_ bench: Workbench, _ arguments: String...) throws -> SpawnedProgram {
        let uid = user?.uid ?? ""
        return try bench.start(
            ["--reuid", uid, "--regid", uid, "--clear-groups", "\(bench.folder)/cuvette"]
                + arguments,
            environment: ["HOME": bench.folder, "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"],
            program: "/usr/bin/setpriv"
        )
    }

    @Test func `are real databases, reached by their names`() throws {
        let sample = Probe.packageRoot.appending(path: "pipelines/native/services.yml")
        let bench = try bench("a: {steps: [{run: x}]}", String(contentsOf: sample, encoding: .utf8))
        let program = try start(bench, "run", "--output", "json", "--job", "database")
        let run = CuvetteRun(try program.wait())
        #expect(run.code == 0, "\(run.stdout)\(run.stderr)")
        #expect(try run.service("database/db", "service-ready").count == 1)
        #expect(bench.host.sessions() == [])
    }

    @Test func `end with a runner that is killed`() throws {
        let bench = try bench(
            """
            a:
              services: {s: {command: [\(redis), '7001'], env: {MARK}, ready: {tcp: 7001}}}
              steps: [{run: redis-cli -h s -p 7001 ping; sleep 60}]
            """
        )
        let program = try start(bench, "run", "--output", "json")
        try program.waitForOutput("PONG")
        program.signal(SIGKILL)
        _ = try program.wait()
        let died = ContinuousClock.now
        while !bench.host.processes().isEmpty, died.duration(to: .now) < .seconds(60) {
            usleep(10_000)
        }
        #expect(bench.host.processes() == [])
    }

    @Test(.enabled(if: !isOpenTunnel, "needs a /dev/net/tun that is closed to ordinary users"))
    func `are told what the outside would take`() throws {
        let bench = try bench("a: {network: private, steps: [{run: 'true'}]}")
        let run = CuvetteRun(try start(bench, "run").wait())
        #expect(run.code == 3, "\(run.stdout)\(run.stderr)")
        #expect(run.stdout.contains("no outside network"), "\(run.stdout)")
    }

    /// Whether others than root may open the tunnel device.
    private static let isOpenTunnel: Bool = {
        let attributes = try? FileManager.default.attributesOfItem(atPath: "/dev/net/tun")
        return ((attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0) & 0o006 == 0o006
    }()
}
