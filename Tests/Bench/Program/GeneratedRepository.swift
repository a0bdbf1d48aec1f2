import Git
import HostSystem
import SystemPackage

/// A repository made for measuring; the same every time.
struct GeneratedRepository {
    /// Its working directory, in which nothing is checked out.
    let path: FilePath

    /// A file of a commit.
    struct File {
        var path: String
        var content: [UInt8]
        var isExecutable = false
    }

    /// Makes it: each commit adds files to the one before or replaces them.
    ///
    /// - Throws: `Unavailable` where there is no git.
    init(at path: FilePath, commits: [[File]]) throws {
        self.path = path
        try Program(installed: "git", ["init", "-q", "-b", "main", path.string]).run()
        let folder = try Directory(opening: path)
        try folder.writeFile("stream", Self.stream(commits))
        var importer = try Program(
            installed: "git",
            ["-C", path.string, "fast-import", "--quiet", "--done"]
        )
        importer.input = path.appending("stream")
        try importer.run()
        try folder.removeFile("stream")
        try Program(installed: "git", ["-C", path.string, "repack", "-adq"]).run()
    }

    /// A pipeline beside the tool under all its names.
    init(at path: FilePath, pipelines: [(name: String, text: String)], _ tool: Tool) throws {
        let program = try tool.bytes()
        let files =
            pipelines.map { File(path: $0.name, content: Array($0.text.utf8)) }
            + Tool.names.map { File(path: $0, content: program, isExecutable: true) }
        try self.init(at: path, commits: [files])
    }

    /// The commits, the last one first; git-fast-import(1).
    private static func stream(_ commits: [[File]]) -> [UInt8] {
        var stream: [UInt8] = []
        for (number, files) in commits.enumerated() {
            let text = "commit \(number + 1)"
            stream += Array(
                """
                commit refs/heads/main
                committer Bench <bench@example.org> \(1_700_000_000 + number) +0000
                data \(text.utf8.count)
                \(text)

                """.utf8
            )
            for file in files {
                let mode = file.isExecutable ? "100755" : "100644"
                stream += Array("M \(mode) inline \(file.path)\ndata \(file.content.count)\n".utf8)
                stream += file.content
                stream.append(0x0A)
            }
        }
        return stream + Array("done\n".utf8)
    }
}

/// Source files of a project that does not exist: nested folders, sizes as they are in real ones, words as text.
struct GeneratedFiles {
    private var state: UInt64

    /// A generator; the same seed gives the same files.
    init(seed: UInt64) {
        state = seed
    }

    /// Files in two levels of folders.
    mutating func files(_ count: Int) -> [GeneratedRepository.File] {
        (0..<count).map { number in
            let path = "module\(number % 40)/part\(number / 40 % 25)/file\(number).txt"
            return GeneratedRepository.File(path: path, content: content())
        }
    }

    /// From 100 bytes to 50 kB, small ones far more often: half of them below 2 kB.
    private mutating func content() -> [UInt8] {
        let size = 100 << (next(10) * next(10) / 9)
        var bytes: [UInt8] = []
        while bytes.count < size {
            bytes += Self.words[next(Self.words.count)]
            bytes.append(next(8) == 0 ? 0x0A : 0x20)
        }
        return bytes
    }

    /// A number below a bound; the multiplier is Knuth's (MMIX).
    private mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }

    private static let words: [[UInt8]] = (0..<512).map { number in
        Array("word\(number * 7919 % 1000)".utf8)
    }
}
