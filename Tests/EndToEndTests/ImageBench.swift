import Foundation
import TestSupport

/// A folder with a store, an image `base` of busybox, and the real program to build images with.
final class ImageBench: Sendable {
    let folder: String
    let repository: RepositoryBuilder

    var store: String { folder + "/store" }
    /// A folder that is a context.
    var context: String { repository.path }

    /// Whether tests with busybox can run here.
    static let hasBusybox = FileManager.default.isExecutableFile(atPath: "/bin/busybox")

    /// Makes the image, and a repository with files and no commit.
    init(_ files: [String: String]) throws {
        folder = NSTemporaryDirectory() + "build-\(UUID().uuidString.prefix(8))"
        repository = try RepositoryBuilder(at: folder + "/context")
        try repository.write(files)
        try makeBase()
    }

    deinit {
        let remover = try? SpawnedProgram(
            ["/bin/rm", "-rf", folder],
            environment: [:],
            directory: "/"
        )
        _ = try? remover?.wait()
    }

    private func makeBase() throws {
        let script = """
            set -e
            mkdir -p root/bin root/etc root/tmp root/dev root/proc root/sys
            cp /bin/busybox root/bin/
            for name in sh cat ls id env echo test mkdir rm ln sleep touch mount grep head; do
                ln root/bin/busybox root/bin/$name
            done
            echo 'root:x:0:0::/root:/bin/sh' > root/etc/passwd
            echo 'worker:x:7:8::/home/worker:/bin/sh' >> root/etc/passwd
            echo 'root:x:0:' > root/etc/group
            echo 'staff:x:9:' >> root/etc/group
            tar -C root -cf base.tar .
            """
        let made = try SpawnedProgram(
            ["/bin/sh", "-c", script],
            environment: ["PATH": "/usr/bin:/bin"],
            directory: folder
        )
        _ = try made.wait()
        _ = try cuvette("image", "import", folder + "/base.tar", "base")
    }

    /// Runs the program in the context's folder.
    @discardableResult
    func cuvette(
        _ arguments: String...,
        environment: [String: String] = [:]
    ) throws -> CuvetteRun {
        try run(arguments, environment: environment)
    }

    /// Builds the context as it lies; commands see no network.
    func build(_ arguments: String..., environment: [String: String] = [:]) throws -> CuvetteRun {
        try run(
            ["image", "build", "--network", "none", "--progress", "plain"] + arguments,
            environment: environment
        )
    }

    /// The same with options in a list.
    func build(options: [String], _ environment: [String: String]) throws -> CuvetteRun {
        try run(
            ["image", "build", "--network", "none", "--progress", "plain"] + options,
            environment: environment
        )
    }

    private func run(_ arguments: [String], environment: [String: String]) throws -> CuvetteRun {
        CuvetteRun(try start(arguments, environment: environment).wait())
    }

    /// Starts the program in the context's folder.
    func start(_ arguments: [String], environment: [String: String] = [:]) throws -> SpawnedProgram
    {
        let standard = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "CUVETTE_STORE": store]
        return try SpawnedProgram(
            [Probe.product("cuvette")] + arguments,
            environment: standard.merging(environment) { _, new in new },
            directory: context
        )
    }

    /// The text of a file that a build with `-o type=local,dest=…/out` has written.
    func output(_ path: String) -> String? {
        try? String(contentsOfFile: "\(folder)/out/\(path)", encoding: .utf8)
    }

    /// Where builds write their files to.
    var outputOption: String { "type=local,dest=\(folder)/out" }

    /// Whether something is in the output.
    func hasOutput(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/out/\(path)")
    }
}
