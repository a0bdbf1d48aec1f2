import Foundation
import Glibc
import OCI
import Synchronization
import TestSupport
import Testing

@Suite(
    .needsRoot,
    .enabled(if: access("/bin/busybox", X_OK) == 0, "needs busybox-static"),
    .serialized
)
struct `An image of a registry` {
    private let image: SampleImage
    private let bench: Workbench

    init() throws {
        let shell = Array(try Data(contentsOf: URL(fileURLWithPath: "/bin/busybox")))
        image = SampleImage(
            [
                [("bin/sh", shell), ("bin/cat", shell)],
                [("hello", Array("hello from afar\n".utf8))],
                // As large as it takes for a pull to be under way for a while.
                [("bulk", [UInt8](repeating: 0x55, count: 3 << 20))],
            ],
            command: ["/bin/cat", "/hello"]
        )
        bench = try Workbench("one: {steps: [{run: 'true'}]}")
    }

    private func server() throws -> StubServer {
        let registry = StubRegistry(image)
        return try StubServer { registry.answer($0) }
    }

    @Test func `is pulled where the store lacks it, and run`() throws {
        let server = try server()
        let name = "\(server.authority)/team/app:1"
        let run = try bench.cuvette("container", "run", "--rm", name)
        #expect(run.code == 0, "\(run.stderr)")
        #expect(run.stdout == "hello from afar\n")
        let count = server.requests.count
        let again = try bench.cuvette("container", "run", "--rm", name, "/bin/sh", "-c", "echo hi")
        #expect(again.stdout == "hi\n", "\(again.stderr)")
        #expect(server.requests.count == count)
        let asked = try bench.cuvette("container", "run", "--rm", "--pull", "always", name)
        #expect(asked.code == 0)
        #expect(server.lines.last == "HEAD /v2/team/app/manifests/1")
    }

    @Test func `is the file system of a job, by a short name that the settings know`() throws {
        let server = try server()
        try bench.repository.commit(
            "two",
            ["cuvette.yml": "image: tool:1\njobs: {one: {steps: [{run: cat /hello}]}}\n"]
        )
        let settings = bench.folder + "/registries.yml"
        try "aliases: {tool: '\(server.authority)/ci/tool'}\n".write(
            toFile: settings,
            atomically: true,
            encoding: .utf8
        )
        let environment = ["CUVETTE_REGISTRIES": settings]
        #expect(try bench.cuvette("check", environment: environment).code == 0)
        let run = try bench.run(environment: environment)
        #expect(run.code == 0, "\(run.stdout)\(run.stderr)")
        #expect(try run.lines(of: "one/1") == ["hello from afar"])
        let never = try bench.run("--pull", "never", environment: environment)
        #expect(never.code == 0)
    }

    @Test func `that nobody has is told of, with what may help`() throws {
        let never = try bench.cuvette(
            "container",
            "run",
            "--rm",
            "--pull",
            "never",
            "nobody/has:it"
        )
        #expect(never.code == 125)
        #expect(never.stderr.contains("there is no image \"nobody/has:it\" in the store"))
        let server = try server()
        let pull = try bench.cuvette("image", "pull", "\(server.authority)/app:2")
        #expect(pull.code == 3)
        #expect(pull.stderr.contains("cannot read \(server.authority)/app:2: it is not there"))
        let silent = try bench.cuvette("image", "pull", "127.0.0.1:9/app")
        #expect(silent.stderr.contains("cannot reach 127.0.0.1:9: nothing listens there"))
        #expect(try bench.cuvette("image", "pull", "Not/A name").code == 2)
    }

    @Test func `goes on where a pull was killed`() throws {
        let registry = StubRegistry(image)
        let layer = try #require(image.layers.last)
        let isWhole = Mutex(false)
        let server = try StubServer { request in
            var answer = registry.answer(request)
            if request.path.hasSuffix("\(layer.digest)"), !isWhole.withLock({ $0 }) {
                answer.cutAfter = 2 << 20
                answer.stalls = true
            }
            return answer
        }
        let name = "\(server.authority)/app:1"
        let program = try bench.start(["image", "pull", name])
        let partial =
            "\(bench.store)/partials/sha256-\(layer.digest.hex)"
        let deadline = ContinuousClock.now + .seconds(120)
        while size(of: partial) < 1 << 20, ContinuousClock.now < deadline { usleep(2_000) }
        program.signal(SIGKILL)
        #expect(try program.wait().signal == SIGKILL)
        let left = size(of: partial)
        #expect(left >= 1 << 20)
        isWhole.withLock { $0 = true }
        let before = server.requests.count
        let again = try bench.cuvette("image", "pull", name)
        #expect(again.code == 0, "\(again.stderr)")
        let ranges = server.requests[before...].filter { $0.path.hasSuffix("\(layer.digest)") }
        #expect(ranges.map(\.rangeStart) == [left])
        #expect(size(of: partial) == 0)
        let run = try bench.cuvette("container", "run", "--rm", name)
        #expect(run.stdout == "hello from afar\n", "\(run.stderr)")
        #expect(try bench.cuvette("gc").code == 0)
        #expect(bench.host.processes() == [])
    }

    @Test func `that is being pulled is let go at a signal`() throws {
        let registry = StubRegistry(image)
        let layer = try #require(image.layers.last)
        let server = try StubServer { request in
            var answer = registry.answer(request)
            if request.path.hasSuffix("\(layer.digest)") {
                answer.cutAfter = 100_000
                answer.stalls = true
            }
            return answer
        }
        let program = try bench.start(["image", "pull", "\(server.authority)/app:1"])
        let deadline = ContinuousClock.now + .seconds(120)
        while !server.lines.contains(where: { $0.hasSuffix("\(layer.digest)") }),
            ContinuousClock.now < deadline
        { usleep(2_000) }
        program.signal(SIGINT)
        let end = try program.wait()
        #expect(end.code == 130)
        #expect(end.stderr.contains("stopped; the next time goes on from here"))
    }

    @Test func `is pulled by two commands at once`() throws {
        let server = try server()
        let name = "\(server.authority)/app:1"
        let programs = try (0..<3).map { _ in try bench.start(["image", "pull", name]) }
        for program in programs {
            let end = try program.wait()
            #expect(end.code == 0, "\(end.stderr)")
            #expect(end.stdout == "\(name)@\(image.manifest.digest)\n")
        }
        let layers = Set(image.layers.map { "GET /v2/app/blobs/\($0.digest)" })
        for layer in layers { #expect(server.lines.count { $0 == layer } == 1) }
    }

    private func size(of path: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.size] as? Int ?? 0
    }
}

@Suite(.needsRegistry) struct `Logging in` {
    private let bench: Workbench

    init() throws {
        bench = try Workbench("one: {steps: [{run: 'true'}]}")
    }

    /// `me` and `pass`, with bcrypt.
    private func registry() throws -> DockerRegistry {
        let program = try SpawnedProgram(
            [
                "/usr/bin/perl", "-e",
                #"print "me:", crypt("pass", "\$2y\$05\$abcdefghijklmnopqrstuu"), "\n""#,
            ],
            environment: [:],
            directory: "/"
        )
        return try DockerRegistry(
            files: ["htpasswd": try program.wait().stdout],
            more: "auth: {htpasswd: {realm: test, path: FOLDER/htpasswd}}"
        )
    }

    private func login(_ registry: DockerRegistry, _ password: String) throws -> CuvetteRun {
        let file = bench.folder + "/password"
        try password.write(toFile: file, atomically: true, encoding: .utf8)
        let program = try bench.start(
            [
                "-c", "exec \"$0\" login -u me --password-stdin \"$1\" < \"$2\"",
                Probe.product("cuvette"), registry.authority, file,
            ],
            environment: ["HOME": bench.folder],
            program: "/bin/sh"
        )
        return CuvetteRun(try program.wait())
    }

    @Test func `tries the password, keeps it where docker does, and forgets it`() throws {
        let registry = try registry()
        let wrong = try login(registry, "word")
        #expect(wrong.code == 3)
        #expect(wrong.stderr.contains("does not accept this name and password"))
        let config = bench.folder + "/.docker/config.json"
        #expect(!FileManager.default.fileExists(atPath: config))
        let right = try login(registry, "pass\n")
        #expect(right.stdout == "logged in to \(registry.authority)\n", "\(right.stderr)")
        #expect(right.stderr.contains("not encrypted"))
        let text = try String(contentsOfFile: config, encoding: .utf8)
        #expect(text.contains("\"bWU6cGFzcw==\""))
        let home = ["HOME": bench.folder]
        let out = try bench.cuvette("logout", registry.authority, environment: home)
        #expect(out.stdout == "logged out of \(registry.authority)\n")
        #expect(!(try String(contentsOfFile: config, encoding: .utf8)).contains("bWU6"))
    }

    @Test func `may be left to a helper program`() throws {
        let registry = try registry()
        let helper = """
            #!/bin/sh
            case $1 in
            store) cat > "$HOME/kept" ;;
            get) if [ -f "$HOME/kept" ]; then cat "$HOME/kept"; else echo "credentials not found in native keychain"; exit 1; fi ;;
            erase) rm -f "$HOME/kept" ;;
            esac

            """
        let folder = bench.folder
        try FileManager.default.createDirectory(
            atPath: folder + "/.docker",
            withIntermediateDirectories: true
        )
        // By another process: a program that some child of ours still has open for writing cannot be run.
        let writer = try SpawnedProgram(
            ["/bin/sh", "-c", "printf %s \"$0\" > \"$1\" && chmod 755 \"$1\"", helper]
                + [folder + "/docker-credential-test"],
            environment: ["PATH": "/usr/bin:/bin"],
            directory: "/"
        )
        #expect(try writer.wait().code == 0)
        let config = #"{"credsStore": "test"}"#
        try config.write(toFile: folder + "/.docker/config.json", atomically: true, encoding: .utf8)
        let file = folder + "/password"
        try "pass".write(toFile: file, atomically: true, encoding: .utf8)
        let environment = ["HOME": folder, "PATH": "\(folder):/usr/bin:/bin"]
        let program = try bench.start(
            [
                "-c", "exec \"$0\" login -u me --password-stdin \"$1\" < \"$2\"",
                Probe.product("cuvette"), registry.authority, file,
            ],
            environment: environment,
            program: "/bin/sh"
        )
        let end = try program.wait()
        #expect(
            end.stdout
                == "logged in to \(registry.authority); docker-credential-test keeps it\n",
            "\(end.stderr)"
        )
        #expect(FileManager.default.fileExists(atPath: folder + "/kept"))
        let kept = try String(contentsOfFile: folder + "/.docker/config.json", encoding: .utf8)
        #expect(kept == config)
        let absent = try bench.cuvette(
            "image",
            "pull",
            "\(registry.authority)/none:1",
            environment: environment
        )
        // Let in, and told that there is nothing.
        #expect(absent.stderr.contains("it is not there"), "\(absent.stderr)")
        #expect(
            try bench.cuvette("logout", registry.authority, environment: environment).code == 0
        )
        #expect(!FileManager.default.fileExists(atPath: folder + "/kept"))
    }
}
