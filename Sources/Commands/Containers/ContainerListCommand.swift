import ArgumentParser
import Objects

/// `cuvette container ls`: lists containers.
struct ContainerListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List containers.",
        aliases: ["ps", "list"]
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    @Flag(name: .shortAndLong, help: "Those that do not run, too.")
    var all = false

    @Flag(name: .shortAndLong, help: "Ids only.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "The newest only, running or not.")
    var latest = false

    @Flag(name: .customLong("no-trunc"), help: "Whole ids and commands.")
    var whole = false

    @Option(name: .shortAndLong, help: "Only some: id=…, name=…, status=…, label=….")
    var filter: [String] = []

    func run() throws {
        try ContainerCodes.report {
            let filters = try ContainerFilter.read(filter)
            let showsAll = all || latest || filter.contains { $0.hasPrefix("status=") }
            var containers = try store.containers().all(damaged: ContainerCodes.tell).filter {
                container in
                (showsAll || container.life.phase == .running
                    || container.life.phase == .restarting)
                    && filters.allSatisfy { $0.matches(container) }
            }
            if latest { containers = Array(containers.prefix(1)) }
            try show(containers)
        }
    }

    private func show(_ containers: [StoredContainer]) throws {
        if quiet {
            for container in containers { Console.print(identifier(container)) }
        } else if try format.isJSON() {
            for container in containers {
                Console.print(try FormatOptions.line(ContainerRow(container, whole: whole)))
            }
        } else {
            var table = OutputTable([
                "CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES",
            ])
            for container in containers {
                let row = ContainerRow(container, whole: whole)
                table.add([
                    row.ID, row.Image, row.Command, row.RunningFor, row.Status, row.Ports,
                    row.Names,
                ])
            }
            for line in table.lines { Console.print(line) }
        }
    }

    private func identifier(_ container: StoredContainer) -> String {
        whole ? container.configuration.id : container.configuration.shortID
    }
}

/// A container as `docker ps --format json` shows it; the names are Docker's.
struct ContainerRow: Encodable {
    var ID: String
    var Image: String
    var Command: String
    var CreatedAt: String
    var RunningFor: String
    var Ports: String
    var State: String
    var Status: String
    var Names: String
    var Labels: String
    var Mounts: String
    var Networks: String

    init(_ container: StoredContainer, whole: Bool) {
        let configuration = container.configuration
        ID = whole ? configuration.id : configuration.shortID
        Image = configuration.image.name
        Command = ContainerText.command(configuration.arguments, whole: whole)
        CreatedAt = configuration.created
        RunningFor = ContainerText.ago(configuration.created)
        Ports = ContainerText.ports(container).joined(separator: ", ")
        State = container.status
        Status = ContainerText.status(container)
        Names = configuration.name
        Labels = ContainerText.labels(configuration.labels)
        Mounts = configuration.mounts.compactMap { $0.name ?? ($0.kind == .bind ? $0.source : nil) }
            .joined(separator: ",")
        Networks = configuration.network.text
    }
}
