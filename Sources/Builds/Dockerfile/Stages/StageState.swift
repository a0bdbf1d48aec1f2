import Images
import OCI

/// What a stage has come to: its layers, and how containers of it are run.
struct StageState: Sendable {
    /// The layers, bottom first; those of its base among them.
    var layers: [Snapshot] = []
    /// The layers that instructions gave, by their keys; those of the stages below among them.
    var keyed: [String: Snapshot] = [:]
    /// What tells the layers from others: equal for equal layers.
    var key: String
    /// How containers are run.
    var config = ExecutionParameters()
    /// How each layer was made.
    var history: [HistoryEntry] = []
    /// Who made it.
    var author: String?
    /// What it runs on.
    var platform: Platform
    /// The variables that instructions see.
    var scope: VariableScope
    /// Whether this stage has said a command.
    var hasCommand = false

    /// Where programs are looked for in an image that does not say it.
    static let standardPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// Replaces or adds a variable of the environment.
    mutating func setEnvironment(_ name: String, _ value: String) {
        let prefix = name + "="
        if let index = config.environment.firstIndex(where: { $0.hasPrefix(prefix) }) {
            config.environment[index] = prefix + value
        } else {
            config.environment.append(prefix + value)
        }
    }

    /// The folder in which the next instruction works.
    var directory: String {
        guard let directory = config.workingDirectory, !directory.isEmpty else { return "/" }
        return directory
    }

    /// The shell of commands that are lines.
    var shell: [String] { config.shell ?? ["/bin/sh", "-c"] }

    /// The configuration as a text, for keys.
    func configText() throws(OCIError) -> String {
        String(decoding: try Document.encode(config), as: UTF8.self)
    }
}
