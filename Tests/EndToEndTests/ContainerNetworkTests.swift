import Foundation
import Glibc
import TestSupport
import Testing

@Suite(.needsRoot) struct `A network of several containers` {
    /// Answers one connection after the other.
    private static let server = """
        import socket
        listener = socket.create_server(("", 80))
        while True: listener.accept()[0].sendall(b"hello")
        """

    /// Says what a server says.
    private static func client(_ name: String) -> String {
        "import socket; print(socket.create_connection((\"\(name)\", 80), 5).recv(9).decode())"
    }

    private func keepers(_ bench: ContainerBench) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap(Int32.init).filter { pid in
            let line = try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8)
            return line?.contains("network\0keep\0\(bench.store)\0") == true
        }
    }

    @Test(arguments: ContainerUser.present)
    func `is one in which they know each other by name, as long as one is in it`(
        user: ContainerUser
    ) throws {
        let bench = try ContainerBench(user)
        #expect(try bench.cuvette("network", "create", "--internal", "app").code == 0)
        #expect(try bench.cuvette("network", "create", "app").code == 1)
        let made = try bench.run(
            "-d",
            "--name",
            "db",
            "--network",
            "app",
            "--network-alias",
            "database",
            "host",
            "python3",
            "-c",
            Self.server
        )
        #expect(made.code == 0, "\(made.stderr)")
        for name in ["db", "database", String(made.stdout.prefix(12))] {
            #expect(
                try bench.eventually {
                    try bench.run(
                        "--rm",
                        "--network",
                        "app",
                        "host",
                        "python3",
                        "-c",
                        Self.client(name)
                    ).stdout == "hello\n"
                },
                "\(name)"
            )
        }
        #expect(try bench.cuvette("network", "ls", "-q").stdout == "app\n")
        #expect(try bench.cuvette("network", "inspect", "app").stdout.contains("\"db\""))
        #expect(try bench.cuvette("network", "rm", "app").stderr.contains("in use by db"))
        // Alone it knows nobody.
        let alone = try bench.run("--rm", "host", "python3", "-c", Self.client("db"))
        #expect(alone.code != 0)
        #expect(try bench.cuvette("container", "rm", "-f", "db").code == 0)
        #expect(try bench.eventually { keepers(bench).isEmpty })
        #expect(try bench.cuvette("network", "rm", "app").code == 0)
        #expect(try bench.leftovers() == [])
    }

    @Test func `finds who is started again, and is made anew where its keeper was killed`() throws {
        let bench = try ContainerBench(.root)
        try bench.cuvette("network", "create", "--internal", "app")
        try bench.run(
            "-d",
            "--name",
            "db",
            "--stop-timeout",
            "0",
            "--network",
            "app",
            "host",
            "python3",
            "-c",
            Self.server
        )
        for kills in [false, true] {
            if kills { for pid in keepers(bench) { kill(pid, SIGKILL) } }
            #expect(try bench.cuvette("container", "restart", "db").code == 0)
            #expect(
                try bench.eventually {
                    try bench.run(
                        "--rm",
                        "--network",
                        "app",
                        "host",
                        "python3",
                        "-c",
                        Self.client("db")
                    ).stdout == "hello\n"
                }
            )
        }
        #expect(keepers(bench).count == 1)
        #expect(try bench.cuvette("network", "prune").stdout == "")
        #expect(try bench.cuvette("container", "rm", "-f", "db").code == 0)
        #expect(try bench.cuvette("network", "prune").stdout == "app\n")
        #expect(try bench.leftovers() == [])
    }

    @Test func `that nobody made, or that has a word's name, is refused`() throws {
        let bench = try ContainerBench(.root)
        let absent = try bench.run("--rm", "--network", "absent", "host", "true")
        #expect(absent.code == 125)
        #expect(absent.stderr.contains("cuvette network create absent"))
        for name in ["host", "none", "bridge", "../x", ""] {
            #expect(try bench.cuvette("network", "create", name).code == 1, "\(name)")
        }
        let alias = try bench.run("--rm", "--network-alias", "x", "host", "true")
        #expect(alias.stderr.contains("nobody else is in the container's network"))
    }

    @Test func `has a container whose log has a bound`() throws {
        let bench = try ContainerBench(.root)
        let flood = try bench.run(
            "--name",
            "flood",
            "--log-opt",
            "max-size=16k",
            "--log-opt",
            "max-file=2",
            "-d",
            "host",
            "sh",
            "-c",
            "for i in $(seq 1 200); do seq $((i * 100)) $((i * 100 + 99)); sleep 0.001; done"
        )
        #expect(flood.code == 0, "\(flood.stderr)")
        try bench.cuvette("container", "wait", "flood")
        let lines = try bench.cuvette("container", "logs", "flood").stdout.split(separator: "\n")
        #expect(lines.last == "20099")
        // What is kept has no holes.
        let first = try #require(lines.first.flatMap { Int($0) })
        #expect(lines.map(String.init) == (first...20_099).map { "\($0)" })
        let folder = bench.store + "/containers/" + flood.stdout.dropLast()
        let logs = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
            $0.hasPrefix("log-")
        }
        #expect(logs.count <= 4, "\(logs)")
        let silent = try bench.run("--name", "silent", "--log-driver", "none", "host", "echo", "x")
        #expect(silent.stdout == "x\n")
        #expect(try bench.cuvette("container", "logs", "silent").stdout == "")
    }
}
