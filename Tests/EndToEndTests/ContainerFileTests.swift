import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `The files of a container` {
    @Test(arguments: ContainerUser.present)
    func `are its own, and go with it`(user: ContainerUser) throws {
        let bench = try ContainerBench(user)
        try bench.run("-d", "--name", "one", "host", "sh", "-c", "echo one > /mark; sleep 60")
        try bench.run("-d", "--name", "two", "host", "sh", "-c", "echo two > /mark; sleep 60")
        let read = { try bench.cuvette("container", "exec", $0, "cat", "/mark").stdout }
        #expect(try bench.eventually { try read("one") == "one\n" && read("two") == "two\n" })
        try bench.cuvette("container", "stop", "-t", "0", "one")
        try bench.cuvette("container", "start", "one")
        #expect(try bench.eventually { try read("one") == "one\n" })
        try bench.cuvette("container", "rm", "-f", "one")
        #expect(try read("two") == "two\n")
        #expect(try bench.run("--rm", "host", "cat", "/mark").code == 1)
        try bench.cuvette("container", "rm", "-f", "two")
        #expect(try bench.leftovers() == [])
    }

    @Test(arguments: ContainerUser.present)
    func `in a volume stay`(user: ContainerUser) throws {
        let bench = try ContainerBench(user)
        try bench.run("--rm", "-v", "data:/data", "host", "sh", "-c", "echo kept > /data/file")
        #expect(
            try bench.run("--rm", "-v", "data:/data:ro", "host", "cat", "/data/file").stdout
                == "kept\n"
        )
        #expect(try bench.run("--rm", "-v", "data:/data:ro", "host", "touch", "/data/x").code == 1)
        #expect(try bench.cuvette("volume", "ls", "-q").stdout == "data\n")
        try bench.run(
            "--name",
            "one",
            "--mount",
            "type=volume,src=data,dst=/d",
            "-v",
            "/own",
            "host",
            "true"
        )
        #expect(try bench.cuvette("volume", "rm", "data").code == 1)
        #expect(
            try bench.run("--rm", "--volumes-from", "one", "host", "cat", "/d/file").stdout
                == "kept\n"
        )
        #expect(try bench.cuvette("volume", "ls", "-q").stdout.split(separator: "\n").count == 2)
        try bench.cuvette("container", "rm", "-v", "one")
        #expect(try bench.cuvette("volume", "ls", "-q").stdout == "data\n")
        #expect(try bench.cuvette("volume", "rm", "data").code == 0)
        #expect(try bench.cuvette("volume", "inspect", "data").code == 1)
    }

    @Test(arguments: ContainerUser.present)
    func `begin a new volume with what the image has`(user: ContainerUser) throws {
        let bench = try ContainerBench(user)
        let filled = try bench.run("--rm", "-v", "conf:/etc/apt", "host", "ls", "/etc/apt")
        let image = try bench.run("--rm", "host", "ls", "/etc/apt")
        #expect(filled.stdout == image.stdout)
        let empty = try bench.run("--rm", "-v", "bare:/etc/apt:nocopy", "host", "ls", "/etc/apt")
        #expect(empty.stdout == "")
    }

    @Test(arguments: ContainerUser.present)
    func `of the host show where they are mounted, and memory is new`(user: ContainerUser) throws {
        let bench = try ContainerBench(user)
        #expect(try bench.line("mkdir shown && echo here > shown/file").code == 0)
        let mount = "\(bench.folder)/shown:/shown"
        #expect(
            try bench.run(
                "--rm",
                "-v",
                mount,
                "host",
                "sh",
                "-c",
                "cat /shown/file; echo x > /shown/new"
            ).stdout == "here\n"
        )
        #expect(try bench.line("cat shown/new").stdout == "x\n")
        #expect(try bench.run("--rm", "-v", mount + ":ro", "host", "touch", "/shown/no").code == 1)
        #expect(try bench.run("--rm", "-v", "/no/such:/x", "host", "true").code == 125)
        let memory = try bench.run(
            "--rm",
            "--tmpfs",
            "/mem:size=1m",
            "host",
            "sh",
            "-c",
            "stat -f -c %T /mem; head -c 2m /dev/zero > /mem/f"
        )
        #expect(memory.stdout == "tmpfs\n")
        #expect(memory.code == 1)
        #expect(
            try bench.run(
                "--rm",
                "--read-only",
                "--tmpfs",
                "/tmp",
                "host",
                "sh",
                "-c",
                "touch /tmp/x && ! touch /x 2>&-"
            ).code == 0
        )
    }

    @Test(arguments: ContainerUser.present)
    func `are copied both ways, and no link leads out`(user: ContainerUser) throws {
        let bench = try ContainerBench(user)
        try bench.run("-d", "--name", "one", "host", "sh", "-c", "ln -s /etc /root/out; sleep 60")
        #expect(
            try bench.line("mkdir in && echo new > in/file && ln -s /etc/hostname in/link").code
                == 0
        )
        #expect(try bench.cuvette("container", "cp", "in", "one:/root").code == 0)
        #expect(
            try bench.cuvette("container", "exec", "one", "cat", "/root/in/file").stdout == "new\n"
        )
        #expect(
            try bench.eventually {
                try bench.cuvette("container", "exec", "one", "test", "-L", "/root/out").code == 0
            }
        )
        #expect(
            try bench.cuvette("container", "cp", "in/file", "one:/root/out/e2e-copied").code == 0
        )
        #expect(
            try bench.cuvette("container", "exec", "one", "cat", "/etc/e2e-copied").stdout
                == "new\n"
        )
        #expect(!FileManager.default.fileExists(atPath: "/etc/e2e-copied"))
        #expect(try bench.cuvette("container", "cp", "one:/root/in", "back").code == 0)
        #expect(
            try bench.line("cat back/file; readlink back/link").stdout == "new\n/etc/hostname\n"
        )
        #expect(
            try bench.line("$CUVETTE container cp one:/root/in - | tar t | sort").stdout
                == "in/\nin/file\nin/link\n"
        )
        try bench.cuvette("container", "stop", "-t", "0", "one")
        #expect(try bench.cuvette("container", "cp", "in/file", "one:/root/late").code == 0)
        #expect(try bench.cuvette("container", "cp", "one:/root/late", "late").code == 0)
        #expect(try bench.line("cat late").stdout == "new\n")
        #expect(try bench.cuvette("container", "cp", "one:/no/such", ".").code == 1)
    }

    @Test func `become an image, and an archive`() throws {
        let bench = try ContainerBench(.root)
        let system = ["/usr", "/bin", "/lib", "/lib64"].flatMap { ["-v", "\($0):\($0):ro"] }
        let run = { (arguments: [String]) in
            CuvetteRun(
                try bench.start(["container", "run"] + system + arguments).wait()
            )
        }
        let made = try run([
            "--name", "one", "-e", "A=b", "-w", "/made", "scratch", "sh", "-c",
            "echo first > file; echo second > gone",
        ])
        #expect(made.code == 0, "\(made.stderr)")
        #expect(try bench.cuvette("container", "commit", "one", "oci:img:one").code == 0)
        let next = try run([
            "--name", "two", "oci:img:one", "sh", "-c",
            "rm gone; echo third > new; cat file; echo $A",
        ])
        #expect(next.stdout == "first\nb\n", "\(next.stderr)")
        #expect(try bench.cuvette("container", "commit", "two", "oci:img:two").code == 0)
        #expect(try run(["--rm", "oci:img:two", "ls"]).stdout == "file\nnew\n")
        let names = try bench.line("$CUVETTE container export two | tar t | grep made | sort")
        #expect(names.stdout == "made/\nmade/file\nmade/new\n")
        try bench.run("--name", "host", "host", "true")
        #expect(try bench.cuvette("container", "commit", "host", "oci:img:three").code == 1)
    }
}
