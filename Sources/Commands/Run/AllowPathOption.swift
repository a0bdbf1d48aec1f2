import ArgumentParser

/// Folders outside of the repository that a pipeline's files may be read from.
struct AllowPathOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A folder outside of the repository that images and secrets may be read from; may be given several times.",
            valueName: "dir"
        )
    )
    var allowPath: [String] = []
}
