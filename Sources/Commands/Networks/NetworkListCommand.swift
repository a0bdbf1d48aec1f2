import ArgumentParser
import Objects

/// `cuvette network ls`.
struct NetworkListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List networks.",
        aliases: ["list"]
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    @Flag(name: .shortAndLong, help: "Names only.")
    var quiet = false

    func run() throws {
        try ContainerCodes.report {
            let shelf = try store.networks()
            let networks = try shelf.all()
            if quiet {
                for network in networks { Console.print(network.name) }
                return
            }
            let details = try networks.map { NetworkSummary($0, try shelf.members(of: $0.name)) }
            if try format.isJSON() {
                for entry in details { Console.print(try FormatOptions.line(entry)) }
                return
            }
            var table = OutputTable(["NAME", "DRIVER", "OUTSIDE", "CONTAINERS"])
            for entry in details {
                table.add([
                    entry.Name, entry.Driver, entry.Internal ? "no" : "yes",
                    "\(entry.Containers.count)",
                ])
            }
            for line in table.lines { Console.print(line) }
        }
    }
}
