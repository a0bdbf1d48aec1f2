import ArgumentParser
import Objects

/// `cuvette network rm`.
struct NetworkRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Take networks away.",
        aliases: ["remove"]
    )

    @OptionGroup var store: StoreOptions

    @Flag(name: .shortAndLong, help: "No error where there is none.")
    var force = false

    @Argument(help: "Names.")
    var networks: [String]

    func run() throws {
        let shelf = try store.networks()
        try ContainerCodes.forEach(networks) { name in
            if force, try shelf.find(name) == nil { return }
            try shelf.remove(name)
            Console.print(name)
        }
    }
}

/// `cuvette network prune`.
struct NetworkPruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Take the networks away that no container joins."
    )

    @OptionGroup var store: StoreOptions

    @Flag(name: .shortAndLong, help: "Accepted for scripts; nothing is asked.")
    var force = false

    func run() throws {
        try ContainerCodes.report {
            for name in try store.networks().prune() { Console.print(name) }
        }
    }
}
