import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

/// A repository, an image with the probe, the real program under some user, and a host whose harm is seen.
final class AttackBench: Sendable {
    let folder: String
    let runner: Runner
    let watch: HostWatch
    private let programs: String

    /// The folder that is the image's root.
    var image: String { folder + "/image" }

    /// Makes them.
    ///
    /// - Parameters:
    ///   - runner: Whose rights the program has.
    ///   - prepare: Changes the image, which it gets as a path.
    /// - Throws: What the tools say.
    init(_ runner: Runner = .root, prepare: (String) throws -> Void = { _ in }) throws {
        self.runner = runner
        let folder = NSTemporaryDirectory() + "attack-\(UUID().uuidString.prefix(8))"
        self.folder = folder
        programs = runner == .root ? Self.ownPrograms : Self.sharedPrograms
        let files = FileManager.default
        for name in ["image/etc", "image/tmp", "image/home", "repository", "store"] {
            try files.createDirectory(
                atPath: "\(folder)/\(name)",
                withIntermediateDirectories: true
            )
        }
        try Self.fill(folder + "/image")
        try prepare(folder + "/image")
        let owner = "\(runner.id):\(runner.id)"
        try Self.tool(["/bin/chown", "-hR", owner, folder])
        if runner == .root { chmod(folder + "/image/setuid-probe", 0o4755) }
        watch = try HostWatch(
            in: folder,
            programs: [programs + "/cuvette", programs + "/cuvette-init"],
            runner: runner
        )
    }

    deinit {
        _ = try? Self.tool(["/bin/rm", "-rf", folder])
    }

    private static let ownPrograms =
        (Probe.product("cuvette") as NSString).deletingLastPathComponent

    private static let programsFolder = NSTemporaryDirectory() + "cuvette-programs-\(getpid())"

    /// Copies for ordinary users, who need not see the package's own folder; gone with the test process.
    private static let sharedPrograms: String = {
        let folder = programsFolder
        atexit { try? FileManager.default.removeItem(atPath: AttackBench.programsFolder) }
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: false
            )
            for name in ["cuvette", "cuvette-init"] {
                let path = "\(folder)/\(name)"
                // By another process: a program that some child of ours still has open for writing cannot be run.
                try AttackBench.tool(["/bin/cp", Probe.product(name), path])
                // Anybody may write to them but for the mounts through which containers see them.
                chmod(path, 0o777)
            }
        } catch {
            preconditionFailure("the programs cannot be copied: \(error)")
        }
        chmod(folder, 0o755)
        return folder
    }()

    private static func fill(_ image: String) throws {
        for name in ["probe", "setuid-probe"] {
            try tool(["/bin/cp", Probe.path, "\(image)/\(name)"])
        }
        chmod(image + "/tmp", 0o1777)
        chmod(image + "/setuid-probe", 0o4755)
        try """
        root:x:0:0:root:/root:/probe
        builder:x:1000:100::/home:/probe
        4711:x:0:0::/root:/probe

        """.write(toFile: image + "/etc/passwd", atomically: false, encoding: .utf8)
        try "root:x:0:root\nusers:x:100:\nvideo:x:44:builder\naudio:x:63:builder,root\n"
            .write(toFile: image + "/etc/group", atomically: false, encoding: .utf8)
    }

    @discardableResult
    private static func tool(_ words: [String]) throws -> SpawnedProgram.End {
        let end = try SpawnedProgram(words, environment: [:], directory: "/").wait()
        guard end.code == 0 else { throw CocoaError(.executableNotLoadable) }
        return end
    }

    /// Runs the jobs of a pipeline on the image.
    ///
    /// - Parameters:
    ///   - jobs: What stands below `jobs:`.
    ///   - image: Another image than the folder.
    ///   - environment: Of the program itself.
    ///   - seconds: After which it is killed.
    /// - Returns: How it ended.
    /// - Throws: `TookTooLong`.
    func run(
        _ jobs: String,
        image: String? = nil,
        environment: [String: String] = [:],
        seconds: Double = 300
    ) throws -> CuvetteRun {
        let repository = folder + "/repository"
        let lines = jobs.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
        let text = "name: attack\nimage: \(image ?? "dir:\(self.image)")\njobs:\n\(lines)\n"
        let files = FileManager.default
        try files.createDirectory(atPath: repository, withIntermediateDirectories: true)
        try text.write(toFile: repository + "/cuvette.yml", atomically: false, encoding: .utf8)
        let git = runner.prefix + ["/usr/bin/git", "-C", repository]
        if !files.fileExists(atPath: repository + "/.git") {
            try Self.tool(git + ["init", "--quiet", "--initial-branch=main"])
        }
        try Self.tool(git + ["add", "--all"])
        let author = ["-c", "user.name=Eve", "-c", "user.email=eve@example.org"]
        try Self.tool(git + author + ["commit", "--quiet", "--allow-empty", "--message", "x"])
        let words = ["run", "--output", "json", "--allow-path", folder]
        let own = ["PATH": "/usr/bin:/bin", "HOME": folder, "CUVETTE_STORE": folder + "/store"]
        let program = try SpawnedProgram(
            runner.prefix + ["\(programs)/cuvette"] + words,
            environment: own.merging(environment) { $1 },
            directory: repository
        )
        return CuvetteRun(try program.wait(seconds: seconds))
    }

    /// Runs a command of `cuvette container`.
    ///
    /// - Parameter words: Behind `container`.
    /// - Returns: How it ended.
    /// - Throws: `TookTooLong`.
    func container(_ words: [String]) throws -> SpawnedProgram.End {
        try cuvette(["container"] + words)
    }

    private func cuvette(_ words: [String]) throws -> SpawnedProgram.End {
        try SpawnedProgram(
            runner.prefix + ["\(programs)/cuvette"] + words,
            environment: [
                "PATH": "/usr/bin:/bin", "HOME": folder, "CUVETTE_STORE": folder + "/store",
            ],
            directory: folder
        ).wait()
    }

    /// Builds a Dockerfile whose context is the image's folder.
    ///
    /// - Parameters:
    ///   - dockerfile: Its text.
    ///   - options: Further words of `cuvette image build`.
    /// - Returns: How it ended.
    /// - Throws: `TookTooLong`.
    func build(_ dockerfile: String, _ options: [String]) throws -> SpawnedProgram.End {
        let file = folder + "/Dockerfile"
        try dockerfile.write(toFile: file, atomically: false, encoding: .utf8)
        return try cuvette(["image", "build", "-f", file] + options + [image])
    }

    /// Types lines into a shell on a terminal, in the state before a kept step.
    ///
    /// - Parameters:
    ///   - step: Such as `1/a/1`.
    ///   - lines: What is typed; the shell's own end comes last.
    /// - Returns: How it ended, with all that the terminal showed.
    /// - Throws: `TookTooLong`.
    func shell(_ step: String, typing lines: [String]) throws -> SpawnedProgram.End {
        let input = folder + "/typed"
        try (lines + ["exit", ""]).joined(separator: "\n")
            .write(toFile: input, atomically: false, encoding: .utf8)
        let program = (runner.prefix + ["\(programs)/cuvette"]).joined(separator: " ")
        return try SpawnedProgram(
            ["/bin/sh", "-c", "script -qec '\(program) shell \(step)' /dev/null < \(input)"],
            environment: [
                "PATH": "/usr/bin:/bin", "HOME": folder, "CUVETTE_STORE": folder + "/store",
                "TERM": "xterm",
            ],
            directory: folder + "/repository"
        ).wait()
    }

    /// Runs the probe as one step.
    ///
    /// - Parameters:
    ///   - words: The verb and what it is told.
    ///   - user: As a step names it.
    ///   - sourceLocation: Where a failure is told.
    /// - Returns: What it printed.
    /// - Throws: What `run` throws.
    func probe(
        _ words: String...,
        user: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [String] {
        let command = (["/probe"] + words).map { "\"\($0)\"" }.joined(separator: ", ")
        let user = user.map { ", user: \"\($0)\"" } ?? ""
        let run = try run("a:\n  steps: [{command: [\(command)]\(user)}]")
        #expect(
            try run.step("a/1")?["exit-code"] == "0",
            "\(run.stdout)\(run.stderr)",
            sourceLocation: sourceLocation
        )
        return try run.lines(of: "a/1")
    }

    /// Runs an attack of the probe's and expects that all its attempts were made and refused, and no harm was done.
    func expectRefused(
        _ words: String...,
        attempts count: Int,
        user: String? = nil,
        besides allowed: Set<String> = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let command = words.map { "\"\($0)\"" }.joined(separator: ", ")
        let user = user.map { ", user: \"\($0)\"" } ?? ""
        let run = try run("a:\n  steps: [{command: [/probe, \(command)]\(user)}]")
        let lines = try run.lines(of: "a/1")
        #expect(
            try run.step("a/1")?["exit-code"] == "0",
            "\(run.stdout)\(run.stderr)",
            sourceLocation: sourceLocation
        )
        #expect(lines.count == count, "\(lines)", sourceLocation: sourceLocation)
        let successes = lines.filter { $0.hasSuffix(": allowed") }.filter {
            !allowed.contains(String($0.dropLast(": allowed".count)))
        }
        #expect(successes == [], sourceLocation: sourceLocation)
        expectUnharmed(sourceLocation: sourceLocation)
    }

    /// Expects that the host is as it was.
    func expectUnharmed(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(watch.harm() == [], sourceLocation: sourceLocation)
    }
}
