package import Foundation

/// The static program that runs inside the containers of tests, compiled once per test process.
package enum Probe {
    /// The path of the executable; building it needs gcc with a static libc (build-essential).
    package static let path: String = {
        let sources = ["probe.c", "calls.c", "files.c", "processes.c"].map {
            packageRoot.appending(path: "fixtures/probe/\($0)").path
        }
        let target =
            NSTemporaryDirectory() + "cuvette-probe-\(ProcessInfo.processInfo.processIdentifier)"
        do {
            let compiler = try SpawnedProgram(
                ["/usr/bin/gcc", "-O1", "-static", "-o", target] + sources,
                environment: ["PATH": "/usr/bin:/bin"],
                directory: "/"
            )
            let end = try compiler.wait(seconds: 600)
            precondition(end.code == 0, "probe.c does not compile: \(end.stderr)")
        } catch {
            preconditionFailure("gcc cannot be run: \(error)")
        }
        return target
    }()

    /// The folder that holds Package.swift.
    package static let packageRoot = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A program of the package, beside the test executable.
    package static func product(_ name: String) -> String {
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        // `swift test` runs Swift Testing through a helper of the toolchain; the products are then in .build/debug.
        let beside = URL(fileURLWithPath: own).deletingLastPathComponent().appending(path: name)
            .path
        if FileManager.default.isExecutableFile(atPath: beside) { return beside }
        return packageRoot.appending(path: ".build/debug/\(name)").path
    }
}
