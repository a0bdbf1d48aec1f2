import ArgumentParser

/// Which cells of a matrix are meant, and what expressions see.
struct CellOptions: ParsableArguments {
    @Option(
        name: [.customLong("matrix")],
        help: ArgumentHelp("Only the matrix cells with this value.", valueName: "key=value")
    )
    var matrix: [String] = []

    @Option(
        name: [.customLong("var")],
        help: ArgumentHelp(
            "A value that expressions see as run.variables.KEY.",
            valueName: "key=value"
        )
    )
    var variables: [String] = []
}
