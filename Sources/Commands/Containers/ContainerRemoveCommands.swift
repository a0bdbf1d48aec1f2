import ArgumentParser
import Images
import Objects

/// `cuvette container rm`: takes containers away.
struct ContainerRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Take containers away, with all that they wrote outside of volumes."
    )

    @OptionGroup var store: StoreOptions

    @Flag(name: .shortAndLong, help: "Kill them first; no error where there is none.")
    var force = false

    @Flag(name: .shortAndLong, help: "Take the volumes along that were made for them alone.")
    var volumes = false

    @Argument(help: "Names or ids.")
    var containers: [String]

    func run() throws {
        let shelf = try store.containers()
        try ContainerCodes.forEach(containers) { name in
            if force, try shelf.removeDamaged(name) { return Console.print(name) }
            guard let container = force ? try shelf.findIfThere(name) : try shelf.find(name) else {
                return
            }
            try ContainerRemover(shelf).remove(container, force: force, withVolumes: volumes)
            Console.print(name)
        }
    }
}

/// `cuvette container prune`: takes all containers away that do not run.
struct ContainerPruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Take all containers away that do not run, and what killed commands have left."
    )

    @OptionGroup var store: StoreOptions

    @Flag(name: .shortAndLong, help: "Accepted for scripts; nothing is asked.")
    var force = false

    @Option(help: "Only some: label=NAME[=VALUE].")
    var filter: [String] = []

    func run() throws {
        try ContainerCodes.report {
            let shelf = try store.containers()
            let filters = try ContainerFilter.read(filter, keys: ["label"])
            for container in try shelf.all(damaged: ContainerCodes.tell)
            where !container.life.isActive && filters.allSatisfy({ $0.matches(container) }) {
                try ContainerRemover(shelf).remove(container, force: false, withVolumes: true)
                Console.print(container.configuration.id)
            }
            _ = try shelf.removeRemains()
            _ = try Session.removeAbandoned(in: shelf.store)
        }
    }
}
