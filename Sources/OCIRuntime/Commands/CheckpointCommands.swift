/// What is said of checkpoints: CRIU makes them, and no release of it that Debian 12 has runs on our kernels.
private enum Checkpoints {
    static func refusal(_ command: String) -> RuntimeError {
        RuntimeError("\(command) is not supported: it needs CRIU, and this runtime does not use it")
    }
}

/// Refused, under the name that callers of runc know.
struct CheckpointCommand: RuntimeSubcommand {
    static let name = "checkpoint"
    static let abstract = "Refused: containers cannot be saved."

    @Rest("words", help: "Whatever runc takes.")
    var words: [String]

    func run(in runtime: RuntimeCommand) throws { throw Checkpoints.refusal("checkpoint") }
}

/// Refused, under the name that callers of runc know.
struct RestoreCommand: RuntimeSubcommand {
    static let name = "restore"
    static let abstract = "Refused: containers cannot be saved, nor restored."

    @Rest("words", help: "Whatever runc takes.")
    var words: [String]

    func run(in runtime: RuntimeCommand) throws { throw Checkpoints.refusal("restore") }
}
