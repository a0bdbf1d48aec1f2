import ArgumentParser
import Objects

/// `cuvette volume`: folders that outlive containers.
struct VolumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "volume",
        abstract: "Make, list and remove volumes, which outlive containers.",
        subcommands: [
            VolumeCreateCommand.self, VolumeListCommand.self, VolumeInspectCommand.self,
            VolumeRemoveCommand.self, VolumePruneCommand.self,
        ]
    )
}

/// `cuvette volume create`.
struct VolumeCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a volume; one that is there stays as it is.",
        helpNames: .long
    )

    @OptionGroup var store: StoreOptions

    @Option(name: .shortAndLong, help: "A label: NAME=value.")
    var label: [String] = []

    @Argument(help: "Its name. (default: a random one)")
    var name: String?

    func run() throws {
        try ContainerCodes.report {
            var labels: [String: String] = [:]
            for text in label {
                let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
                guard let key = parts.first else {
                    throw ObjectError("--label: the name is missing")
                }
                labels[key] = parts.count == 2 ? parts[1] : ""
            }
            Console.print(try store.volumes().make(name, labels: labels).name)
        }
    }
}

/// `cuvette volume ls`.
struct VolumeListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List volumes.",
        aliases: ["list"]
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    @Flag(name: .shortAndLong, help: "Names only.")
    var quiet = false

    @Option(name: .shortAndLong, help: "Only some: name=…, label=….")
    var filter: [String] = []

    func run() throws {
        try ContainerCodes.report {
            let filters = try VolumeFilter.read(filter)
            let volumes = try store.volumes().all().filter { volume in
                filters.allSatisfy { $0.matches(volume) }
            }
            if quiet {
                for volume in volumes { Console.print(volume.name) }
            } else if try format.isJSON() {
                for volume in volumes {
                    Console.print(try FormatOptions.line(VolumeDetails(volume)))
                }
            } else {
                var table = OutputTable(["DRIVER", "VOLUME NAME"])
                for volume in volumes { table.add(["local", volume.name]) }
                for line in table.lines { Console.print(line) }
            }
        }
    }
}

/// `cuvette volume inspect`.
struct VolumeInspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show all that is known of volumes, as a JSON array."
    )

    @OptionGroup var store: StoreOptions

    @Option(name: .shortAndLong, help: "json, which is also what is shown without it.")
    var format = "json"

    @Argument(help: "Names.")
    var volumes: [String]

    func run() throws {
        guard format == "json" else { throw ContainerCodes.refusedTemplate(format) }
        let shelf = try ContainerCodes.place { try store.volumes() }
        try ContainerCodes.inspect(volumes) { name in
            guard let volume = try shelf.find(name) else {
                throw ObjectError("there is no volume \"\(name)\"", code: 1)
            }
            return VolumeDetails(volume)
        }
    }
}

/// `cuvette volume rm`.
struct VolumeRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Take volumes away with all that is in them."
    )

    @OptionGroup var store: StoreOptions

    @Flag(name: .shortAndLong, help: "No error where there is none.")
    var force = false

    @Argument(help: "Names.")
    var volumes: [String]

    func run() throws {
        let shelf = try store.volumes()
        try ContainerCodes.forEach(volumes) { name in
            if force, try shelf.find(name) == nil { return }
            try shelf.remove(name)
            Console.print(name)
        }
    }
}

/// `cuvette volume prune`.
struct VolumePruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Take the volumes away that no container uses and nobody has named."
    )

    @OptionGroup var store: StoreOptions

    @Flag(name: .shortAndLong, help: "Those with a name too.")
    var all = false

    @Flag(name: .shortAndLong, help: "Accepted for scripts; nothing is asked.")
    var force = false

    func run() throws {
        try ContainerCodes.report {
            for name in try store.volumes().prune(all: all) { Console.print(name) }
        }
    }
}
