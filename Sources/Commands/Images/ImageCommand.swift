import ArgumentParser

/// `cuvette image`: the images of the store.
struct ImageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image",
        abstract: "Look at images, bring them here and send them elsewhere.",
        subcommands: [PullCommand.self, PushCommand.self]
    )
}
