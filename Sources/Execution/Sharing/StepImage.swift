import Builds
import Diagnostics
import Glibc
import HostSystem
package import Images
package import OCI
import SystemPackage

/// A step of a kept run as an image that any container program runs: its files, and its command to run on them.
package struct StepImage {
    private let place: SharedPlace
    private let job: SharedJob
    private let isAfter: Bool
    private let command: CommandCheckpoint

    /// Prepares to make the image.
    ///
    /// - Parameters:
    ///   - place: The step.
    ///   - isAfter: Whether what it wrote is there.
    ///   - session: The session of this process.
    /// - Throws: `ExecutionError.badValue` for a step that cannot be an image; `SystemError`.
    package init(_ place: SharedPlace, after isAfter: Bool, _ session: Session) throws {
        self.place = place
        self.isAfter = isAfter
        job = try SharedJob(place.checkpoint, in: place.directory, session)
        guard let command = place.step.command else {
            throw ExecutionError.badValue(
                "it is not known what step \(place.step.label) would have run"
            )
        }
        self.command = command
        if place.checkpoint.image.isHost {
            throw ExecutionError.badValue(
                "job \(place.checkpoint.job) runs on this machine's own programs (image: host), which are no image; name an image in the pipeline, or hand on the run with \"cuvette bundle\""
            )
        }
        if place.checkpoint.image.source.hasPrefix("dir:") {
            throw ExecutionError.badValue(
                "job \(place.checkpoint.job) runs on a folder (\(place.checkpoint.image.source)), which is used where it lies; \"cuvette image import\" makes an image of it"
            )
        }
        if let secret = command.script?.secretNames.first {
            throw ExecutionError.badValue(
                "the script of step \(place.step.label) holds the secret \(secret); hand it over in \"env:\", from where an image can leave it out"
            )
        }
    }

    /// The variables that are left out since a secret stands in them.
    package var secretVariables: [(name: String, secrets: [String])] {
        command.environment.filter { !$0.value.secretNames.isEmpty }
            .map { ($0.name, $0.value.secretNames) }
    }

    /// Makes sure that no file of the image holds a secret; those of the image that the job began with are not ours.
    ///
    /// - Parameter secrets: The values by name.
    /// - Throws: `ExecutionError.badValue` with the paths; `SystemError`.
    package func check(for secrets: [String: String]) throws {
        let snapshots = try job.setup() + job.source() + steps()
        let findings = try LayerSearch.findings(in: snapshots, of: secrets)
        guard !findings.isEmpty else { return }
        let lines = findings.map { "\($0.path) holds the secret \($0.secret)" }
        throw ExecutionError.badValue(
            "the image would hold what must not be shown: \(lines.joined(separator: "; "))"
        )
    }

    private func steps() throws -> [Snapshot] {
        try job.steps(to: place.step.index, after: isAfter)
    }

    /// Makes the image.
    ///
    /// - Parameter content: Where its blobs go.
    /// - Returns: Its manifest, which nothing names.
    /// - Throws: `ImageError`, `SystemError`.
    package func write(to content: ContentStore) throws -> Descriptor {
        let packer = LayerPacker(content)
        let snapshots = try job.base() + job.setup() + job.source() + steps()
        var layers = try snapshots.map { try packer.pack($0) }
        layers.append(try handover(packer))
        let configuration = ImageConfiguration(platform: .host, config: settings, diffIDs: [])
        return try ImageWriter(content).write(
            configuration,
            layers: layers,
            annotations: [
                "org.opencontainers.image.revision": place.checkpoint.source.commit,
                "org.opencontainers.image.title": title,
            ]
        )
    }

    /// What a layout calls the image.
    package var title: String {
        let state = isAfter ? "after" : "before"
        return "run-\(place.checkpoint.run)-\(place.checkpoint.slug)-\(place.step.label)-\(state)"
    }

    private var settings: ExecutionParameters {
        ExecutionParameters(
            user: "\(command.uid):\(command.gid)",
            environment: command.environment.filter { $0.value.secretNames.isEmpty }
                .map { "\($0.name)=\($0.value.text(with: [:]))" },
            command: command.arguments,
            workingDirectory: command.workingDirectory,
            labels: labels
        )
    }

    private var labels: [String: String] {
        var labels = [
            "org.opencontainers.image.revision": place.checkpoint.source.commit,
            "dev.cuvette.run": "\(place.checkpoint.run)",
            "dev.cuvette.job": place.checkpoint.job,
            "dev.cuvette.step": place.step.label,
            "dev.cuvette.state": isAfter ? "after" : "before",
            "dev.cuvette.outcome": place.step.result.outcome,
            "dev.cuvette.end": place.step.result.text,
        ]
        if place.checkpoint.source.isWorktree {
            labels["dev.cuvette.tree"] = place.checkpoint.source.tree
        }
        if !secretVariables.isEmpty {
            labels["dev.cuvette.secrets"] = secretVariables.map(\.name).joined(separator: ",")
        }
        return labels
    }

    /// The script and the files by which the step hands values on, as a layer: in a container of ours they are a file
    /// system in memory.
    private func handover(_ packer: LayerPacker) throws -> PackedLayer {
        let script = command.script?.text(with: [:])
        return try packer.pack { writer in
            var writer = writer
            var folder = ""
            for component in Skeleton.handover.split(separator: "/") {
                folder += "\(component)/"
                try Self.add(folder, type: 0x35, S_IFDIR | 0o755, [], to: &writer)
            }
            if let script {
                let bytes = Array(script.utf8)
                try Self.add("\(folder)script", type: 0x30, S_IFREG | 0o755, bytes, to: &writer)
            }
            for (_, file) in Handover.files {
                try Self.add("\(folder)\(file)", type: 0x30, S_IFREG | 0o666, [], to: &writer)
            }
            try writer.finish()
        }
    }

    private static func add(
        _ name: String,
        type: UInt8,
        _ mode: UInt32,
        _ bytes: [UInt8],
        to writer: inout TarWriter
    ) throws {
        var status = stat()
        status.st_mode = mode
        let size = Int64(bytes.count)
        try writer.begin(.init(name: Array(name.utf8), type: type, status: status, size: size))
        try bytes.withUnsafeBytes { try writer.add($0) }
        try writer.pad()
    }
}
