import ArgumentParser
import Objects

/// `cuvette network inspect`.
struct NetworkInspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show all that is known of networks, as a JSON array."
    )

    @OptionGroup var store: StoreOptions

    @Option(name: .shortAndLong, help: "json, which is also what is shown without it.")
    var format = "json"

    @Argument(help: "Names.")
    var networks: [String]

    func run() throws {
        guard format == "json" else { throw ContainerCodes.refusedTemplate(format) }
        let shelf = try ContainerCodes.place { try store.networks() }
        try ContainerCodes.inspect(networks) { name in
            guard let network = try shelf.find(name) else {
                throw ObjectError("there is no network \"\(name)\"", code: 1)
            }
            return NetworkSummary(network, try shelf.members(of: name))
        }
    }
}
