import Foundation
import Glibc
package import Testing

/// A real registry on loopback, of Debian's package docker-registry; it ends with its owner.
package final class DockerRegistry: Sendable {
    /// Where it keeps everything.
    package let folder: String
    /// The port that it has.
    package let port: UInt16
    private let program: SpawnedProgram

    /// Host and port.
    package var authority: String { "127.0.0.1:\(port)" }

    /// Starts a registry and waits until it answers.
    ///
    /// - Parameters:
    ///   - files: What lies in its folder, by name.
    ///   - http: Lines below `http:`, with FOLDER for its folder.
    ///   - settings: Further keys of its configuration, likewise.
    /// - Throws: What the system says, or `SpawnedProgram.TookTooLong`.
    package init(files: [String: String] = [:], http: String = "", more settings: String = "")
        throws
    {
        let folder = NSTemporaryDirectory() + "registry-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: folder + "/data",
            withIntermediateDirectories: true
        )
        for (name, text) in files {
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
        let port = FreePort.next()
        let configuration = """
            version: 0.1
            log: {level: error, accesslog: {disabled: true}}
            storage:
              filesystem: {rootdirectory: \(folder)/data}
            \(settings.replacing("FOLDER", with: folder))
            http:
              addr: 127.0.0.1:\(port)
            \(http.replacing("FOLDER", with: folder))
            """
        try configuration.write(
            toFile: folder + "/config.yml",
            atomically: true,
            encoding: .utf8
        )
        self.folder = folder
        self.port = port
        program = try SpawnedProgram(
            [Self.path, "serve", folder + "/config.yml"],
            environment: ["PATH": "/usr/bin:/bin", "HOME": folder, "OTEL_TRACES_EXPORTER": "none"],
            directory: folder
        )
        try waitUntilItListens()
    }

    deinit {
        program.signal(SIGKILL)
        _ = try? program.wait()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static let path = "/usr/bin/docker-registry"

    /// Whether it is installed.
    static var isInstalled: Bool { access(path, X_OK) == 0 }

    private func waitUntilItListens() throws {
        let deadline = ContinuousClock.now + .seconds(300)
        while true {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            defer { close(descriptor) }
            var place = sockaddr_in()
            place.sin_family = sa_family_t(AF_INET)
            place.sin_port = port.bigEndian
            place.sin_addr.s_addr = inet_addr("127.0.0.1")
            let result = withUnsafePointer(to: &place) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if result == 0 { return }
            guard ContinuousClock.now < deadline else { throw StubServer.StartFailure() }
            usleep(5_000)
        }
    }
}

extension Trait where Self == ConditionTrait {
    /// Tests with a real registry; skipped, with this reason, where there is none.
    package static var needsRegistry: Self {
        .enabled(if: DockerRegistry.isInstalled, "needs docker-registry")
    }

    /// Tests with podman; skipped, with this reason, where there is none.
    package static var needsPodman: Self {
        .enabled(if: access("/usr/bin/podman", X_OK) == 0, "needs podman")
    }

    /// Tests with skopeo; skipped, with this reason, where there is none.
    package static var needsSkopeo: Self {
        .enabled(if: access("/usr/bin/skopeo", X_OK) == 0, "needs skopeo")
    }
}
