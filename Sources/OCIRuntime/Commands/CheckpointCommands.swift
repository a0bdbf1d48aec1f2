import ArgumentParser

/// What is said of checkpoints: CRIU makes them, and no release of it that Debian 12 has runs on our kernels.
private enum Checkpoints {
    static func refusal(_ command: String) -> RuntimeError {
        RuntimeError("\(command) is not supported: it needs CRIU, and this runtime does not use it")
    }
}

/// Refused, under the name that callers of runc know.
struct CheckpointCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Refused: containers cannot be saved."
    )

    @Argument(parsing: .captureForPassthrough, help: "Whatever runc takes.")
    var words: [String] = []

    func run() throws { throw Checkpoints.refusal("checkpoint") }
}

/// Refused, under the name that callers of runc know.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Refused: containers cannot be saved, nor restored."
    )

    @Argument(parsing: .captureForPassthrough, help: "Whatever runc takes.")
    var words: [String] = []

    func run() throws { throw Checkpoints.refusal("restore") }
}
