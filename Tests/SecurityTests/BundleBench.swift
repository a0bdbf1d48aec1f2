import Foundation
import Glibc
import TestSupport
import Testing

/// A bundle whose configuration and root are hostile, and the runtime's own command line to run it.
final class BundleBench: Sendable {
    let folder: String
    let watch: HostWatch
    private let program = Probe.product("cuvette-oci")

    var root: String { folder + "/bundle/rootfs" }

    /// Makes a bundle of the standard configuration.
    ///
    /// - Parameters:
    ///   - arguments: The command.
    ///   - adjust: Changes the configuration, a JSON object.
    ///   - prepare: Changes the root, which it gets as a path with the canary's.
    /// - Throws: What the tools say.
    init(
        _ arguments: [String],
        adjust: (inout [String: Any]) -> Void = { _ in },
        prepare: (String, String) throws -> Void = { _, _ in }
    ) throws {
        folder = NSTemporaryDirectory() + "bundle-\(UUID().uuidString.prefix(8))"
        let bundle = folder + "/bundle"
        let root = bundle + "/rootfs"
        for name in ["etc", "tmp"] {
            try FileManager.default.createDirectory(
                atPath: "\(root)/\(name)",
                withIntermediateDirectories: true
            )
        }
        // By another process: a program that some child of ours still has open for writing cannot be run.
        let copy = try SpawnedProgram(
            ["/bin/cp", Probe.path, root + "/probe"],
            environment: [:],
            directory: "/"
        )
        #expect(try copy.wait().code == 0)
        watch = try HostWatch(
            in: folder,
            programs: [program, Probe.product("cuvette-init")],
            runner: .root
        )
        try prepare(root, watch.canary)
        let maker = try SpawnedProgram([program, "spec"], environment: [:], directory: bundle)
        #expect(try maker.wait().code == 0)
        let file = URL(fileURLWithPath: bundle + "/config.json")
        var object = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        if var configuration = object as? [String: Any] {
            configuration.change("process") {
                $0["args"] = arguments
                $0["terminal"] = false
            }
            configuration["root"] = ["path": "rootfs", "readonly": false]
            adjust(&configuration)
            object = configuration
        }
        try JSONSerialization.data(withJSONObject: object).write(to: file)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The container's.
    let id = "attack-\(UUID().uuidString.prefix(8))"

    /// Runs the command line.
    func runtime(_ words: String...) throws -> SpawnedProgram.End {
        try start(words).wait()
    }

    /// Starts the command line.
    func start(_ words: [String]) throws -> SpawnedProgram {
        try SpawnedProgram(
            [program, "--root", folder + "/state"] + words,
            environment: ["PATH": "/usr/bin:/bin"],
            directory: folder
        )
    }

    /// Runs the bundle to its end.
    func run() throws -> SpawnedProgram.End {
        try runtime("run", "--bundle", folder + "/bundle", id)
    }
}

extension [String: Any] {
    /// Changes an object in it.
    mutating func change(_ key: String, _ body: (inout [String: Any]) -> Void) {
        var inner = self[key] as? [String: Any] ?? [:]
        body(&inner)
        self[key] = inner
    }
}
