import Glibc
import HostSystem
import SystemPackage

/// A Dockerfile of four steps, built anew and from the cache, beside buildah.
struct BuildSection: Section {
    static let key = "k"
    static let title = "Image builds"
    static let needsRoot = true

    private let workshop: Workshop
    private let tool: Tool

    init(_ workshop: Workshop, _ tool: Tool) {
        self.workshop = workshop
        self.tool = tool
    }

    private static let dockerfile = """
        FROM base
        RUN echo one > /one
        COPY file /file
        RUN cat /one /file > /two
        RUN echo three > /three

        """

    func run() throws -> [Comparison] {
        let context = try context()
        let own = try ownBase(context)
        let peer = Buildah(workshop)
        try peer.prepare(context)
        var anew = Comparison("A build of four steps, anew", unit: "ms")
        var cached = Comparison("The same from the cache", unit: "ms")
        let contest = Contest(workshop: workshop, rounds: workshop.rounds ?? 7)
        try contest.run(
            &anew,
            [
                Contender("cuvette, a commit") {
                    try milliseconds { try own(["--no-cache", "\(context)@HEAD"]).run() }
                },
                Contender("cuvette, a folder") {
                    try milliseconds { try own(["--no-cache", context.string]).run() }
                },
                Contender("buildah") {
                    try milliseconds { try peer.build(["--layers=false"], context).run() }
                },
            ]
        )
        try contest.run(
            &cached,
            [
                Contender("cuvette, a commit") {
                    try milliseconds { try own(["\(context)@HEAD"]).run() }
                },
                Contender("cuvette, a folder") {
                    try milliseconds { try own([context.string]).run() }
                },
                Contender("buildah --layers") {
                    try milliseconds { try peer.build(["--layers"], context).run() }
                },
            ]
        )
        anew.expect("below 80 ms beyond its commands", "cuvette, a commit", below: 80)
        cached.expect("below 20 ms", "cuvette, a commit", below: 20)
        return [anew, cached]
    }

    /// A repository with the Dockerfile and a file.
    private func context() throws -> FilePath {
        let path = workshop.fresh("build")
        let files = [("Dockerfile", Self.dockerfile), ("file", "content\n")]
        _ = try GeneratedRepository(at: path, pipelines: files, tool)
        // The commit has them; builds of the folder need them in it.
        let folder = try Directory(opening: path)
        for (name, text) in files { try folder.writeFile(FilePath(name), Array(text.utf8)) }
        return path
    }

    /// The image that both begin with, in our store; gives the command of a build.
    private func ownBase(_ context: FilePath) throws -> ([String]) throws -> Program {
        let path = try workshop.program("cuvette")
        let store = "CUVETTE_STORE=\(workshop.fresh("store-k"))"
        let archive = workshop.path.appending("base.tar")
        let root = workshop.path.appending("base")
        let script = """
            mkdir -p \(root)/bin \(root)/etc \(root)/dev \(root)/proc \(root)/sys \(root)/tmp
            cp "$(command -v busybox)" \(root)/bin/busybox
            ln -f \(root)/bin/busybox \(root)/bin/sh && ln -f \(root)/bin/busybox \(root)/bin/cat
            tar -C \(root) -cf \(archive) .
            """
        try Program(installed: "sh", ["-ec", script]).run()
        var load = Program(path, ["image", "import", archive.string, "base"])
        load.environment = [store]
        try load.run()
        return { words in
            var build = Program(
                path,
                ["image", "build", "--quiet", "--network", "none", "-t", "built"] + words
            )
            build.environment = [store]
            return build
        }
    }
}

/// buildah with a store of its own.
private struct Buildah {
    private let workshop: Workshop
    private let folder: FilePath

    init(_ workshop: Workshop) {
        self.workshop = workshop
        folder = workshop.path.appending("buildah")
    }

    /// Makes the image that builds begin with; where it cannot be made, builds say so.
    func prepare(_ context: FilePath) throws {
        let place = try Directory(creating: folder, mode: 0o755)
        try place.writeFile(
            "storage.conf",
            Array(
                "[storage]\ndriver = \"overlay\"\nrunroot = \"\(folder)/run\"\ngraphroot = \"\(folder)/graph\"\n"
                    .utf8
            )
        )
        try place.writeFile(
            "containers.conf",
            Array(
                "[containers]\ndefault_ulimits = [\"nofile=1024:1024\", \"nproc=4096:4096\"]\n[engine]\ncgroup_manager = \"cgroupfs\"\n"
                    .utf8
            )
        )
        let base = try place.makeDirectory("base", mode: 0o755)
        try base.writeFile("Dockerfile", Array("FROM scratch\nADD base.tar /\n".utf8))
        try Program(
            installed: "cp",
            [workshop.path.appending("base.tar").string, base.path.string]
        )
        .run()
        // A peer that is missing is told of where it is measured.
        try? program(["bud", "-q", "-t", "localhost/base", base.path.string]).run()
    }

    /// A build of a context, without a network.
    func build(_ words: [String], _ context: FilePath) throws -> Program {
        try program(
            [
                "bud", "-q", "--isolation", "oci", "--runtime", "runc", "--network", "none",
                "--pull-never", "-t", "built",
            ] + words + [context.string]
        )
    }

    private func program(_ words: [String]) throws -> Program {
        var program = try Program(installed: "buildah", words)
        program.environment = [
            "CONTAINERS_STORAGE_CONF=\(folder)/storage.conf",
            "CONTAINERS_CONF=\(folder)/containers.conf",
        ]
        return program
    }
}
