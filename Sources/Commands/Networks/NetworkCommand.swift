import ArgumentParser

/// `cuvette network`: networks that several containers join.
struct NetworkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network",
        abstract: "Make, list and remove networks, in which containers know each other by name.",
        discussion: """
            EXAMPLES
              cuvette network create app
              cuvette container run -d --name db --network app oci:images/db
              cuvette container run --rm --network app host ping db

            A network exists in the kernel while containers are in it.
            """,
        subcommands: [
            NetworkCreateCommand.self, NetworkListCommand.self, NetworkInspectCommand.self,
            NetworkRemoveCommand.self, NetworkPruneCommand.self,
        ]
    )
}
