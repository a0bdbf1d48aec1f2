import Foundation
import TestSupport
import Testing

@Suite(.needsRoot, .enabled(if: ImageBench.hasBusybox, "needs busybox-static"))
struct `An image build` {
    @Test func `runs commands, copies files and says how the image is run`() throws {
        let bench = try ImageBench([
            "Dockerfile": """
            FROM base
            ARG WHO=nobody
            ENV GREETING="hello $WHO"
            WORKDIR /src
            COPY --chown=worker:staff --chmod=640 a.txt /data/
            RUN echo "$GREETING" > out && id -u >> out && cat /data/a.txt >> out
            RUN <<SCRIPT
            echo from a script >> out
            SCRIPT
            COPY <<TEXT "/etc/text"
            it says $GREETING
            TEXT
            USER worker
            EXPOSE 80
            CMD ["cat", "out"]
            """,
            "a.txt": "content\n",
        ])
        let built = try bench.build(
            "-t",
            "app",
            "-o",
            bench.outputOption,
            "--build-arg",
            "WHO=you",
            "."
        )
        #expect(built.code == 0, "\(built.stderr)")
        #expect(bench.output("src/out") == "hello you\n0\ncontent\nfrom a script\n")
        #expect(bench.output("etc/text") == "it says hello you\n")
        let attributes = try FileManager.default.attributesOfItem(
            atPath: bench.folder + "/out/data/a.txt"
        )
        #expect(attributes[.posixPermissions] as? Int == 0o640)
        #expect(attributes[.ownerAccountID] as? Int == 7)
        #expect(attributes[.groupOwnerAccountID] as? Int == 9)
        let details = try bench.cuvette("image", "inspect", "app").stdout
        for part in ["\"80/tcp\"", "\"worker\"", "\"GREETING=hello you\"", "\"\\/src\""] {
            #expect(details.replacing("\\/", with: "/").contains(part.replacing("\\/", with: "/")))
        }
    }

    @Test func `finds everything again that has not changed, and gives the same image`() throws {
        let bench = try ImageBench([
            "Dockerfile": "FROM base\nCOPY a.txt /\nRUN cat a.txt > /b\n", "a.txt": "1",
            "other": "x",
        ])
        let first = try bench.build("-t", "app", ".")
        try bench.repository.write(["other": "y"])
        let second = try bench.build("-t", "app", ".")
        #expect(first.code == 0 && first.stdout == second.stdout)
        #expect(second.stderr.contains("3 steps, 3 of them cached"))
        try bench.repository.write(["a.txt": "2"])
        let third = try bench.build(".")
        #expect(third.stdout != first.stdout)
        #expect(third.stderr.contains("3 steps, 1 of them cached"))
        let anew = try bench.build("--no-cache", ".")
        #expect(anew.stderr.contains("3 steps, 1 of them cached"))
    }

    @Test func `of a commit does not see what lies on disk`() throws {
        let bench = try ImageBench([
            "docker/Dockerfile": "FROM base\nCOPY . /files\n", "docker/a.txt": "committed",
        ])
        try bench.repository.commit("one")
        try bench.repository.write(["docker/a.txt": "changed", "docker/new": "x"])
        let built = try bench.build("-o", bench.outputOption, "@HEAD:docker")
        #expect(built.code == 0, "\(built.stderr)")
        #expect(bench.output("files/a.txt") == "committed")
        #expect(!bench.hasOutput("files/new"))
        let again = try bench.build("\(bench.context)@main:docker")
        #expect(again.stderr.contains("2 steps, 2 of them cached"))
    }

    @Test func `leaves out what the ignore file leaves out`() throws {
        let bench = try ImageBench([
            "Dockerfile": "FROM scratch\nCOPY . /\n",
            ".dockerignore": "*.log\ndeep\n!deep/kept\nDockerfile\n", "a.log": "", "b": "",
            "deep/gone": "", "deep/kept": "",
        ])
        let built = try bench.build("-o", bench.outputOption, ".")
        #expect(built.code == 0, "\(built.stderr)")
        #expect(["b", "deep/kept"].allSatisfy(bench.hasOutput))
        #expect(!["a.log", "deep/gone", "Dockerfile"].contains(where: bench.hasOutput))
        try bench.repository.write(["Dockerfile": "FROM scratch\nCOPY a.log /\n"])
        let refused = try bench.build(".")
        #expect(refused.code == 2)
        #expect(refused.stderr.contains(".dockerignore leaves it out"))
    }

    @Test func `builds only the stages that are needed`() throws {
        let bench = try ImageBench([
            "Dockerfile": """
            FROM base AS one
            RUN echo 1 > /one
            FROM base AS broken
            RUN exit 1
            FROM base AS two
            COPY --from=one /one /
            RUN --mount=type=bind,from=one,source=/one,target=/mnt/one cat /mnt/one > /two
            FROM scratch
            COPY --from=two /two /
            COPY --from=0 /one /
            """
        ])
        let built = try bench.build("-o", bench.outputOption, ".")
        #expect(built.code == 0, "\(built.stderr)")
        #expect(bench.output("two") == "1\n")
        #expect(!built.stderr.contains("exit 1"))
        #expect(
            try bench.build("--target", "brokn", ".").stderr.contains("did you mean \"broken\"?")
        )
    }

    @Test func `says where a command failed, and what it wrote last`() throws {
        let bench = try ImageBench([
            "Dockerfile": "FROM base\nRUN echo first; \\\n    echo why >&2; exit 3\n"
        ])
        let failed = try bench.build(".")
        #expect(failed.code == 1)
        #expect(
            failed.stderr.contains("Dockerfile:2:1: error: the command failed with exit code 3")
        )
        #expect(failed.stderr.contains("  | why\n"))
    }

    @Test(arguments: [
        ("FROM scratch\nRUN true", 1, "cannot run the command: No such file or directory"),
        ("FROM scratch\nRUN true", 1, "the image has no /bin/sh"),
        ("FROM base\nRUN kill -9 $$", 1, "was ended by signal 9 (Killed)"),
        ("FROM base\nRUN [\"nope\"]", 1, "the image has no nope"),
        ("FROM base\nADD --checksum=sha256:12 a /b", 2, "\"sha256:12\" is no checksum"),
        ("FROM base\nADD --checksum=$D a /b", 2, "--checksum is for one file that is fetched"),
        ("FROM base\nCOPY --from=nope.invalid/x /a /b", 3, "Dockerfile:2:13: error"),
    ])
    func `says what is wrong in the words of the file`(_ text: String, code: Int32, words: String)
        throws
    {
        let digest = String(repeating: "a", count: 64)
        let file = text.replacing("\nADD", with: "\nARG D=sha256:\(digest)\nADD") + "\n"
        let bench = try ImageBench(["Dockerfile": file, "a": "a"])
        let refused = try bench.build(".")
        #expect(refused.code == code)
        #expect(refused.stderr.contains(words), "\(refused.stderr)")
    }

    @Test
    func `keeps the names of folders and files with their parents, also where these are none`()
        throws
    {
        let bench = try ImageBench([
            "Dockerfile": """
            FROM scratch
            COPY --parents d /folder/
            COPY --parents d/./n /pivot/
            COPY --parents a.txt /file
            COPY --parents . /all/
            """,
            "a.txt": "a", "d/n/b.txt": "b",
        ])
        let built = try bench.build("-o", bench.outputOption, ".")
        #expect(built.code == 0, "\(built.stderr)")
        for path in ["folder/d/n/b.txt", "pivot/n/b.txt", "file/a.txt", "all/d/n/b.txt"] {
            #expect(bench.hasOutput(path), "\(path)")
        }
    }

    @Test func `leaves the store out of a context that holds it`() throws {
        let bench = try ImageBench(["unused": ""])
        let file = """
            FROM base
            RUN --mount=type=bind,target=/context ls /context > /mounted
            COPY . /copied
            """
        try Data(file.utf8).write(to: URL(fileURLWithPath: bench.folder + "/Dockerfile"))
        let built = try bench.build("-o", bench.outputOption, bench.folder)
        #expect(built.code == 0, "\(built.stderr)")
        #expect(bench.output("mounted").map { !$0.contains("store") } == true)
        #expect(bench.hasOutput("copied/base.tar") && !bench.hasOutput("copied/store"))
    }

    @Test func `leaves no trace of what was mounted for a command`() throws {
        let bench = try ImageBench([
            "Dockerfile": """
            FROM base
            RUN --mount=type=cache,target=/some/cache --mount=type=tmpfs,target=/memory \\
                --mount=type=bind,target=/context --mount=type=secret,id=word \\
                test -f /context/a.txt && ! touch /context/x 2>/dev/null \\
                && cat /run/secrets/word && touch /some/cache/kept /memory/x
            RUN --mount=type=cache,target=/some/cache test -f /some/cache/kept
            """, "a.txt": "",
        ])
        let built = try bench.build(
            "-o",
            bench.outputOption,
            "--secret",
            "id=word,env=WORD",
            ".",
            environment: ["WORD": "hunter2"]
        )
        #expect(built.code == 0, "\(built.stderr)")
        for path in ["some", "memory", "context", "run"] { #expect(!bench.hasOutput(path)) }
        #expect(!built.stderr.contains("hunter2") && built.stderr.contains("***"))
    }

    @Test func `keeps no secret anywhere in the store`() throws {
        let bench = try ImageBench([
            "Dockerfile": "FROM base\nRUN --mount=type=secret,id=word,env=WORD test -n \"$WORD\"\n"
        ])
        let word = "s3cret-\(UUID().uuidString)"
        let built = try bench.build(
            "-t",
            "app",
            "--secret",
            "id=word,env=W",
            ".",
            environment: ["W": word]
        )
        #expect(built.code == 0, "\(built.stderr)")
        let search = try SpawnedProgram(
            ["/bin/grep", "-rl", word, bench.store],
            environment: [:],
            directory: "/"
        )
        #expect(try search.wait().stdout.isEmpty)
    }

    @Test func `writes archives that skopeo reads`() throws {
        let bench = try ImageBench([
            "Dockerfile": "FROM base\nRUN echo x > /x\nCMD [\"cat\", \"/x\"]\n"
        ])
        for (type, transport) in [("oci", "oci-archive"), ("docker", "docker-archive")] {
            let archive = "\(bench.folder)/\(type).tar"
            #expect(
                try bench.build("-t", "app", "-o", "type=\(type),dest=\(archive)", ".").code == 0
            )
            let read = try SpawnedProgram(
                ["/usr/bin/skopeo", "inspect", "--config", "\(transport):\(archive)"],
                environment: ["PATH": "/usr/bin:/bin", "HOME": bench.folder],
                directory: "/"
            ).wait()
            #expect(read.stdout.contains("\"/x\""), "\(read.stderr)")
        }
    }

    @Test func `runs what its base image has for those that are built upon it`() throws {
        let bench = try ImageBench([
            "Dockerfile":
                "FROM base AS parent\nONBUILD COPY a.txt /got\nONBUILD RUN cat /got > /ran\nFROM parent\n",
            "a.txt": "x",
        ])
        #expect(try bench.build("-o", bench.outputOption, ".").code == 0)
        #expect(bench.output("ran") == "x")
    }

    @Test func `builds the stages first that its base image asks for`() throws {
        let bench = try ImageBench([
            "Dockerfile": """
            FROM base AS src
            RUN mkdir /in && echo 12 > /in/file
            FROM base AS parent
            ONBUILD COPY --from=src /in/file /out/foo
            FROM parent AS child
            RUN cat /out/foo > /out/bar
            FROM scratch
            COPY --from=child /out/bar /
            """,
            "triggers":
                "FROM base\nONBUILD COPY --from=src /in/file /kept\nONBUILD RUN cat /kept\n",
            "user":
                "FROM base AS src\nRUN mkdir /in && echo 13 > /in/file\nFROM triggered\n",
            "alone": "FROM triggered\n",
        ])
        let built = try bench.build("-o", bench.outputOption, ".")
        #expect(built.code == 0, "\(built.stderr)")
        #expect(bench.output("bar") == "12\n")
        #expect(try bench.build("-t", "triggered", "-f", "triggers", ".").code == 0)
        let used = try bench.build("-o", bench.outputOption, "-f", "user", ".")
        #expect(used.code == 0, "\(used.stderr)")
        #expect(bench.output("kept") == "13\n")
        // What it asks for and nothing is, is told at its own place.
        let refused = try bench.build("-f", "alone", ".")
        #expect(refused.code == 3)
        #expect(refused.stderr.contains("ONBUILD of triggered:2:"), "\(refused.stderr)")
        #expect(refused.stderr.contains("COPY --from=src"))
    }

    /// A Dockerfile, and an argument whose two values give two results.
    struct Variation: Sendable {
        var name: String
        var lines: [String]
        var path = "f"
        var results: [String]
    }

    @Test(arguments: [
        Variation(
            name: "permissions",
            lines: ["FROM base", "COPY --chmod=$X a /a", "RUN ls -l /a | head -c 10 > /f"],
            results: ["-rw-------", "-rwxr-xr-x"]
        ),
        Variation(
            name: "exclusions",
            lines: [
                "FROM base AS s", "RUN mkdir /d && touch /d/600 /d/755", "FROM base", "ARG X",
                "COPY --from=s --exclude=$X /d /e", "RUN echo -n $(ls /e) > /f",
            ],
            results: ["755", "600"]
        ),
        Variation(
            name: "names of links",
            lines: [
                "FROM base AS s", "RUN mkdir /d && touch /d/600 && ln -s 600 /d/755", "FROM base",
                "ARG X", "COPY --from=s /d/$X /e/", "RUN echo -n $(ls /e) > /f",
            ],
            results: ["600", "755"]
        ),
        Variation(
            name: "parents",
            lines: [
                "FROM base AS s", "RUN mkdir -p /d/755 && touch /d/755/g", "FROM base", "ARG X",
                "COPY --from=s --parents /d/${X#600}/./${X#755}/../755/g /e/",
                "RUN echo -n $(ls /e) > /f",
            ],
            results: ["755", "g"]
        ),
        Variation(
            name: "what is below a linked layer",
            lines: [
                "FROM base AS x-600", "RUN echo -n 600 > /x", "FROM base AS x-755",
                "RUN echo -n 755 > /x", "FROM x-$X", "COPY --link a /a", "RUN cat /x > /f",
            ],
            results: ["600", "755"]
        ),
    ])
    func `takes no layer from the cache that was made otherwise`(_ variation: Variation) throws {
        let text = (["ARG X"] + variation.lines).joined(separator: "\n") + "\n"
        let file = text.replacing("FROM base\nCOPY --chmod", with: "FROM base\nARG X\nCOPY --chmod")
        let bench = try ImageBench(["Dockerfile": file, "a": "a"])
        for (value, result) in zip(["600", "755"], variation.results) {
            let built = try bench.build(
                "-o",
                bench.outputOption,
                "--build-arg",
                "X=\(value)",
                "."
            )
            #expect(built.code == 0, "\(built.stderr)")
            #expect(bench.output(variation.path) == result, "\(variation.name)")
        }
    }

    @Test func `reads arguments and destinations as BuildKit does`() throws {
        let bench = try ImageBench([
            "dockerfile": """
            ARG TARGETSTAGE
            FROM base AS last
            ARG TARGETSTAGE
            ARG GIVEN=${MISSING:?"nobody says it"}
            ENV EMPTY=""
            WORKDIR /here
            COPY a $EMPTY
            COPY --chown=worker: --chmod=600 a /w
            COPY --chown=:staff a /s
            COPY */b /there/
            COPY **/b /too/
            RUN echo "$TARGETSTAGE $GIVEN $HTTP_PROXY $no_proxy" > f && id >> f
            """,
            "a": "a", "d/b": "b",
        ])
        let built = try bench.build(
            "-o",
            bench.outputOption,
            "--build-arg",
            "GIVEN=1",
            "--build-arg",
            "http_proxy=p",
            "--build-arg",
            "NO_PROXY=n",
            "."
        )
        #expect(built.code == 0, "\(built.stderr)")
        #expect(bench.output("here/f") == "last 1 p n\nuid=0(root) gid=0(root) groups=0(root)\n")
        #expect(["here/a", "there/b", "too/b"].allSatisfy(bench.hasOutput))
        for (file, owner, group) in [("w", 7, 8), ("s", 0, 9)] {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: bench.folder + "/out/" + file
            )
            #expect(attributes[.ownerAccountID] as? Int == owner)
            #expect(attributes[.groupOwnerAccountID] as? Int == group)
        }
        let missing = try bench.build(".")
        #expect(missing.code == 2)
        #expect(missing.stderr.contains("nobody says it"))
    }

    @Test
    func `mounts a folder of the context whatever is in it, and links names within a source alone`()
        throws
    {
        let bench = try ImageBench([
            "Dockerfile": """
            FROM base AS s
            RUN --mount=type=bind,source=d,target=/m cat /m/file > /kept
            RUN mkdir /o && echo b > /o/b && ln /o/b /o/c && ln -s b /o/l
            FROM scratch
            COPY --from=s /kept /
            COPY --from=s /o/* /each/
            COPY --from=s /o /all
            """,
            "d/file": "content",
        ])
        let built = try bench.build("-o", bench.outputOption, ".")
        #expect(built.code == 0, "\(built.stderr)")
        #expect(bench.output("kept") == "content")
        func names(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: bench.folder + "/out/" + path)[
                .referenceCount
            ] as? Int
        }
        #expect(try names("each/l") == 1)
        #expect(try names("each/b") == 1)
        #expect(try names("all/b") == 2)
    }

    @Test func `unpacks archives with ADD alone`() throws {
        let bench = try ImageBench([
            "Dockerfile": "FROM scratch\nADD a.tar.gz /added/\nCOPY a.tar.gz /copied/\n",
            "in/f": "f",
        ])
        let packed = try SpawnedProgram(
            ["/bin/tar", "-C", bench.context, "-czf", bench.context + "/a.tar.gz", "in"],
            environment: ["PATH": "/usr/bin:/bin"],
            directory: "/"
        )
        #expect(try packed.wait().code == 0)
        #expect(try bench.build("-o", bench.outputOption, ".").code == 0)
        #expect(bench.output("added/in/f") == "f")
        #expect(bench.hasOutput("copied/a.tar.gz"))
    }

    @Test func `of a pipeline is made from the commit that is run`() throws {
        let bench = try ImageBench([
            "docker/Dockerfile":
                "FROM base\nARG V\nCOPY tool /bin/tool\nRUN echo $V > /built\nENV A=b\n",
            "docker/tool": "x",
            "cuvette.yml": """
            jobs:
              a:
                matrix: {v: [one]}
                image: {build: {context: docker, args: {V: "${{ matrix.v }}"}}}
                steps: [{run: "cat /built /bin/tool; echo $A"}]
            """,
        ])
        try bench.repository.commit("one")
        try bench.repository.write(["docker/tool": "changed"])
        let ran = try bench.cuvette("run")
        #expect(ran.code == 0, "\(ran.stdout)\(ran.stderr)")
        #expect(ran.stdout.contains("| one") && ran.stdout.contains("| xb"))
    }

    @Test func `of a commit without a Dockerfile is the environment of its pipeline`() throws {
        let bench = try ImageBench([
            "cuvette.yml": """
            jobs:
              a:
                image: {from: base, setup: [{run: echo dependency > /dep}]}
                steps: [{run: cat /dep}]
            """, "file": "of the commit",
        ])
        let commit = try bench.repository.commit("one")
        let built = try bench.build("-o", bench.outputOption)
        #expect(built.code == 0, "\(built.stderr)")
        #expect(bench.output("dep") == "dependency\n")
        #expect(bench.output("workspace/file") == "of the commit")
        let images = try bench.cuvette("image", "ls").stdout
        #expect(images.contains(commit.prefix(12)))
    }

    @Test func `stops at a signal, with its commands`() throws {
        let bench = try ImageBench(["Dockerfile": "FROM base\nRUN echo begun; sleep 60\n"])
        let running = try bench.start([
            "image", "build", "--network", "none", "--progress", "plain", ".",
        ])
        for _ in 0..<3000 where !running.errorsSoFar.contains("| begun") { usleep(10_000) }
        running.signal(SIGINT)
        let end = try running.wait()
        #expect(end.code == 130)
        #expect(end.stderr.contains("the build was cancelled"))
    }
}

@Suite(.needsRoot, .enabled(if: ImageBench.hasBusybox, "needs busybox-static"))
struct `A hostile Dockerfile` {
    /// A file that nobody may read or write through a build.
    private func canary(_ bench: ImageBench) throws -> String {
        let path = bench.folder + "/canary"
        try "untouched".write(toFile: path, atomically: false, encoding: .utf8)
        return path
    }

    @Test func `reaches no file of the host through a link in a stage`() throws {
        let bench = try ImageBench(["Dockerfile": ""])
        let canary = try canary(bench)
        try bench.repository.write([
            "Dockerfile": """
            FROM base AS one
            RUN ln -s \(bench.folder) /out && ln -s / /root-of && mkdir /in && ln -s ../../../../.. /in/up
            FROM base
            RUN --mount=type=bind,from=one,source=/root-of,target=/a ! test -e /a\(canary)
            RUN --mount=type=bind,from=one,source=/in/up,target=/a ! test -e /a\(canary)
            """
        ])
        #expect(try bench.build(".").code == 0)
        for source in ["/out", "/out/canary"] {
            try bench.repository.write([
                "Dockerfile": """
                FROM base AS one
                RUN ln -s \(bench.folder) /out
                FROM base
                RUN --mount=type=bind,from=one,rw,source=\(source),target=/a echo x > /a/canary
                """
            ])
            #expect(try bench.build(".").code != 0)
        }
        #expect(try String(contentsOfFile: canary, encoding: .utf8) == "untouched")
    }

    @Test func `writes no file of the host through a link in an image or a context`() throws {
        let bench = try ImageBench(["Dockerfile": "", "a/canary": "changed", "b": "changed"])
        let canary = try canary(bench)
        let link = try SpawnedProgram(
            ["/bin/ln", "-s", bench.folder, bench.context + "/link"],
            environment: [:],
            directory: "/"
        )
        _ = try link.wait()
        try bench.repository.write([
            "Dockerfile": """
            FROM base
            RUN ln -s \(bench.folder) /out && ln -s ../../../../..\(bench.folder) /up
            COPY a /out/
            COPY a /up
            COPY b /out/canary
            ADD b /up/canary
            """
        ])
        #expect(try bench.build(".").code == 0)
        #expect(try String(contentsOfFile: canary, encoding: .utf8) == "untouched")
        try bench.repository.write(["Dockerfile": "FROM scratch\nCOPY link/canary /\n"])
        #expect(try bench.build(".").code == 2)
        try bench.repository.write(["Dockerfile": "FROM scratch\nCOPY ../canary /\n"])
        #expect(try bench.build(".").code == 2)
    }

    @Test func `keeps caches where they belong, whatever their names are`() throws {
        let bench = try ImageBench([
            "Dockerfile":
                "FROM base\nRUN --mount=type=cache,id=../../../x,target=/c echo 1 > /c/f\n"
        ])
        #expect(try bench.build(".").code == 0)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: bench.store + "/cache/mounts"
        )
        #expect(names.count == 1 && names.allSatisfy { $0.count == 64 })
        #expect(!FileManager.default.fileExists(atPath: bench.folder + "/x"))
    }

    @Test func `gets no more rights than it is allowed`() throws {
        for flag in ["--network=host", "--security=insecure"] {
            let bench = try ImageBench(["Dockerfile": "FROM base\nRUN \(flag) true\n"])
            let refused = try bench.build(".")
            #expect(refused.code == 2 && refused.stderr.contains("--allow"))
        }
        let bench = try ImageBench([
            "Dockerfile": """
            FROM base
            RUN ! mount -t tmpfs x /tmp && ! cat /proc/kcore 2>/dev/null && test ! -e /dev/kmsg
            RUN env > /env; cat /proc/1/environ >> /env || true
            """
        ])
        let built = try bench.build(
            "-o",
            bench.outputOption,
            ".",
            environment: ["OUTSIDE": "leaked"]
        )
        #expect(built.code == 0, "\(built.stderr)")
        #expect(bench.output("env")?.contains("leaked") == false)
    }

    @Test func `cannot begin with a folder of the host or with what lies above`() throws {
        for base in ["dir:/", "oci:/var/lib/images", "oci-archive:../base.tar"] {
            let bench = try ImageBench(["Dockerfile": "FROM \(base)\n"])
            #expect(try bench.build(".").code == 3)
        }
    }
}
