import ArgumentParser
import Objects

/// `cuvette container inspect`: all that is known of containers.
struct ContainerInspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show all that is known of containers, as a JSON array."
    )

    @OptionGroup var store: StoreOptions

    @Option(name: .shortAndLong, help: "json, which is also what is shown without it.")
    var format = "json"

    @Argument(help: "Names or ids.")
    var containers: [String]

    func run() throws {
        guard format == "json" else {
            throw ContainerCodes.refusedTemplate(format)
        }
        let shelf = try store.containers()
        try ContainerCodes.inspect(containers) { ContainerDetails(try shelf.find($0)) }
    }
}
