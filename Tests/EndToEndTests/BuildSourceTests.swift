import Foundation
import TestSupport
import Testing

/// Programs of OpenSSH and git that a build is tried with.
private enum Tools {
    static let hasAgent = has("/usr/bin/ssh-agent") && has("/usr/bin/ssh-add")
    static let hasServer = hasAgent && has("/usr/sbin/sshd")
    static let hasGitServer =
        has("/usr/lib/git-core/git-http-backend") && has("/usr/bin/openssl")
        && has("/usr/bin/python3")

    private static func has(_ path: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: path)
    }
}

/// An agent with one key, for one test.
private final class Agent: Sendable {
    let socket: String
    private let pid: Int32

    /// Starts the agent; its key is FOLDER/key.
    init(in folder: String) throws {
        // A socket's path is at most 107 bytes long.
        socket = "/tmp/agent-\(UUID().uuidString.prefix(8))"
        let script = """
            ssh-agent -a "$0" | sed -n 's/.*AGENT_PID=\\([0-9]*\\);.*/\\1/p' &&
            ssh-keygen -q -t ed25519 -N '' -C the-key -f "$1/key" &&
            SSH_AUTH_SOCK="$0" ssh-add -q "$1/key"
            """
        pid = Int32(try shell(script, socket, folder).split(separator: "\n").first ?? "") ?? 0
    }

    deinit {
        if pid > 1 { kill(pid, SIGTERM) }
    }
}

/// Runs a script with arguments, and gives what it wrote.
@discardableResult
private func shell(_ script: String, _ arguments: String...) throws -> String {
    let program = try SpawnedProgram(
        ["/bin/sh", "-c", script] + arguments,
        environment: ["PATH": "/usr/sbin:/usr/bin:/bin", "HOME": "/nonexistent"],
        directory: "/"
    )
    return try program.wait().stdout
}

@Suite(
    .needsRoot,
    .enabled(if: ImageBench.hasBusybox && Tools.hasAgent, "needs busybox-static, openssh-client")
)
struct `A build with an agent` {
    /// A context in whose folder `root` ssh-add lies with its libraries.
    private func bench(_ dockerfile: String) throws -> ImageBench {
        let bench = try ImageBench(["Dockerfile": dockerfile])
        let copy = """
            for file in /usr/bin/ssh-add $(ldd /usr/bin/ssh-add | grep -o '/[^ ]*'); do
                mkdir -p "$0/root$(dirname "$file")" && cp -L "$file" "$0/root$file"
            done
            """
        try shell(copy, bench.context)
        return bench
    }

    @Test func `lends it to the command that asks for it, and to no other`() throws {
        let bench = try bench(
            """
            FROM base
            COPY root /
            ENV PATH=/bin:/usr/bin
            RUN --mount=type=ssh ssh-add -l > /first && echo $SSH_AUTH_SOCK >> /first
            RUN ! ssh-add -l && test -z "$SSH_AUTH_SOCK" && test ! -e /run/buildkit
            RUN --mount=type=ssh,id=other,target=/a/socket,uid=7,gid=9,mode=0660 \\
                ls -ln /a/socket > /second && ssh-add -l >> /second
            RUN --mount=type=ssh,id=absent ! ssh-add -l
            """
        )
        let agent = try Agent(in: bench.folder)
        let built = try bench.build(
            "--ssh",
            "default",
            "--ssh",
            "other=\(agent.socket)",
            "-o",
            bench.outputOption,
            ".",
            environment: ["SSH_AUTH_SOCK": agent.socket]
        )
        #expect(built.code == 0, "\(built.stderr)")
        let first = bench.output("first") ?? ""
        #expect(first.contains("the-key (ED25519)\n/run/buildkit/ssh_agent.0\n"))
        let second = (bench.output("second") ?? "").split(separator: "\n")
        #expect(second.first?.hasPrefix("srw-rw----") == true)
        #expect(second.first?.contains(" 7 ") == true && second.first?.contains(" 9 ") == true)
        #expect(second.last?.contains("the-key") == true)
        #expect(!bench.hasOutput("run") && !bench.hasOutput("a"))
    }

    @Test func `is refused where it is required and not given`() throws {
        let bench = try ImageBench([
            "Dockerfile": "FROM base\nRUN --mount=type=ssh,required=true true\n"
        ])
        let refused = try bench.build(".")
        #expect(refused.code == 2)
        #expect(
            refused.stderr.contains(
                "Dockerfile:2:5: error: the agent \"default\" was not given to the build"
            )
        )
        #expect(refused.stderr.contains("give it with --ssh default"))
        let none = try bench.build("--ssh", "default=/nonexistent", ".")
        #expect(none.code == 2)
        #expect(none.stderr.contains("is no socket of an agent"))
    }
}

@Suite(.needsRoot, .enabled(if: ImageBench.hasBusybox, "needs busybox-static"))
struct `A build from a repository elsewhere` {
    private let bench: ImageBench
    private var bare: String { bench.folder + "/served/repo.git" }

    init() throws {
        bench = try ImageBench([
            "docker/Dockerfile": "FROM base\nCOPY a.txt /\n", "docker/a.txt": "committed",
        ])
        try bench.repository.commit("one")
        try shell(
            "git clone -q --bare \"$0\" \"$1\"",
            bench.context,
            bench.folder + "/served/repo.git"
        )
    }

    private func add(_ address: String, _ options: String..., environment: [String: String])
        throws -> CuvetteRun
    {
        try bench.repository.write(["add/Dockerfile": "FROM scratch\nADD \(address) /src/\n"])
        return try bench.build(options: options + ["-o", bench.outputOption, "add"], environment)
    }

    @Test(.enabled(if: Tools.hasGitServer, "needs git, openssl, python3"))
    func `takes it over HTTPS, with a private authority`() throws {
        let server = try GitServer(serving: bench.folder + "/served", in: bench.folder)
        let address = "https://localhost:\(server.port)/repo.git#main:docker"
        let unknown = try bench.build(address)
        #expect(unknown.code == 3)
        #expect(unknown.stderr.contains("the server's certificate or key is not known here"))
        #expect(unknown.stderr.contains("SSL_CERT_FILE"))
        let known = ["SSL_CERT_FILE": server.authority]
        let built = try bench.build("-o", bench.outputOption, address, environment: known)
        #expect(built.code == 0, "\(built.stderr)")
        #expect(bench.output("a.txt") == "committed")
        let again = try bench.build(address, environment: known)
        #expect(again.stderr.contains("2 steps, 2 of them cached"))
        let added = try add(address, environment: known)
        #expect(added.code == 0, "\(added.stderr)")
        #expect(bench.output("src/a.txt") == "committed")
        let nowhere = try bench.build(
            "https://localhost:\(server.port)/repo.git#nosuch",
            environment: known
        )
        #expect(nowhere.code == 2)
        #expect(nowhere.stderr.contains("the repository has no commit \"nosuch\""))
    }

    @Test(.enabled(if: Tools.hasServer, "needs openssh-server, openssh-client"))
    func `takes it over SSH with the agent's keys, from a server that is known`() throws {
        let agent = try Agent(in: bench.folder)
        let server = try SecureServer(letting: bench.folder + "/key.pub", in: bench.folder)
        let address = "ssh://root@127.0.0.1:\(server.port)\(bare)#main:docker"
        let home = ["HOME": bench.folder, "SSH_AUTH_SOCK": agent.socket]
        let unknown = try bench.build(address, environment: home)
        #expect(unknown.code == 3)
        #expect(unknown.stderr.contains("ssh-keyscan"))
        try server.makeKnown(in: bench.folder)
        let built = try bench.build("-o", bench.outputOption, address, environment: home)
        #expect(built.code == 0, "\(built.stderr)")
        #expect(bench.output("a.txt") == "committed")
        let without = try add(address, environment: home)
        #expect(without.code == 2)
        #expect(without.stderr.contains("give it with --ssh default"))
        let added = try add(address, "--ssh", "default", environment: home)
        #expect(added.code == 0, "\(added.stderr)")
        #expect(bench.output("src/a.txt") == "committed")
        try shell("SSH_AUTH_SOCK=\"$0\" ssh-add -q -D", agent.socket)
        let keyless = try bench.build(address, environment: home)
        #expect(keyless.code == 3)
        #expect(keyless.stderr.contains("the server takes no key of the agent's"))
    }

    @Test func `is told what is no repository`() throws {
        let refused = try bench.build("https://127.0.0.1:9/context.tar.gz")
        #expect(refused.code == 2)
        #expect(refused.stderr.contains("is not the address of a repository"))
    }
}

/// `git http-backend` behind TLS, with a certificate of an authority of its own.
private final class GitServer: Sendable {
    let port: Int
    let authority: String
    private let program: SpawnedProgram

    init(serving root: String, in folder: String) throws {
        authority = folder + "/authority.pem"
        let script = """
            cd "$0" && exec 2>/dev/null &&
            openssl req -x509 -newkey rsa:2048 -nodes -keyout a.key -out authority.pem -days 2 -subj /CN=a &&
            openssl req -newkey rsa:2048 -nodes -keyout s.key -out s.csr -subj /CN=localhost &&
            echo subjectAltName=DNS:localhost > ext &&
            openssl x509 -req -in s.csr -CA authority.pem -CAkey a.key -CAcreateserial -out s.pem -days 2 -extfile ext
            """
        try shell(script, folder)
        let place = folder + "/port"
        program = try SpawnedProgram(
            [
                "/usr/bin/python3", "-c", Self.server, root, folder + "/s.pem", folder + "/s.key",
                place,
            ],
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"],
            directory: "/"
        )
        let deadline = ContinuousClock.now + .seconds(120)
        var found = ""
        while found.isEmpty, ContinuousClock.now < deadline {
            usleep(10_000)
            found = (try? String(contentsOfFile: place, encoding: .utf8)) ?? ""
        }
        port = try #require(Int(found))
    }

    deinit {
        program.signal(SIGKILL)
        _ = try? program.wait()
    }

    private static let server = """
        import http.server, os, ssl, subprocess, sys
        root, certificate, key, place = sys.argv[1:]
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_): pass
            def answer(self):
                path, _, query = self.path.partition("?")
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                variables = dict(os.environ, GIT_PROJECT_ROOT=root, GIT_HTTP_EXPORT_ALL="1", PATH_INFO=path,
                                 QUERY_STRING=query, REQUEST_METHOD=self.command,
                                 CONTENT_TYPE=self.headers.get("Content-Type") or "")
                output = subprocess.run(["git", "http-backend"], input=body, env=variables,
                                        stdout=subprocess.PIPE).stdout
                head, _, content = output.partition(b"\\r\\n\\r\\n")
                fields = dict(line.split(": ", 1) for line in head.decode().split("\\r\\n") if line)
                self.send_response(int(fields.pop("Status", "200").split()[0]))
                for name, value in fields.items(): self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)
            do_GET = do_POST = answer
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        open(place + ".new", "w").write(str(server.server_address[1]))
        os.rename(place + ".new", place)
        server.serve_forever()
        """
}

/// A server of SSH for one test, which lets one key in.
private final class SecureServer: Sendable {
    let port: UInt16
    private let program: SpawnedProgram

    init(letting key: String, in folder: String) throws {
        port = FreePort.next()
        let settings = """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(folder)/host
            AuthorizedKeysFile \(key)
            PidFile none
            StrictModes no
            UsePAM no
            PermitRootLogin yes

            """
        try settings.write(toFile: folder + "/sshd", atomically: true, encoding: .utf8)
        try shell("mkdir -p /run/sshd && ssh-keygen -q -t ed25519 -N '' -f \"$0/host\"", folder)
        program = try SpawnedProgram(
            ["/usr/sbin/sshd", "-D", "-e", "-f", folder + "/sshd"],
            environment: ["PATH": "/usr/bin:/bin"],
            directory: "/"
        )
        let deadline = ContinuousClock.now + .seconds(120)
        while !program.errorsSoFar.contains("Server listening"), ContinuousClock.now < deadline {
            usleep(10_000)
        }
    }

    deinit {
        program.signal(SIGKILL)
        _ = try? program.wait()
    }

    /// Writes down the server's key, as who has compared it does.
    func makeKnown(in home: String) throws {
        let script =
            "mkdir -p \"$1/.ssh\" && ssh-keyscan -T 60 -p \"$0\" 127.0.0.1 > \"$1/.ssh/known_hosts\" 2>/dev/null"
        try shell(script, "\(port)", home)
    }
}
