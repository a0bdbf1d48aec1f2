import ArgumentParser
import HostSystem
import Objects

/// `cuvette network create`.
struct NetworkCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a network.",
        helpNames: .long
    )

    @OptionGroup var store: StoreOptions

    @Flag(name: .customLong("internal"), help: "Without a way to the outside.")
    var isInternal = false

    @Option(name: .shortAndLong, help: "bridge, which is what there is.")
    var driver = "bridge"

    @Option(name: .shortAndLong, help: "A label: NAME=value.")
    var label: [String] = []

    @Argument(help: "Its name.")
    var name: String

    func run() throws {
        try ContainerCodes.report {
            guard driver == "bridge" else {
                throw ObjectError("--driver \(driver): networks are bridges", code: 1)
            }
            var network = StoredNetwork(name: name, created: UTCTime.now)
            network.isInternal = isInternal
            for text in label {
                let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
                guard let key = parts.first else {
                    throw ObjectError("--label: the name is missing", code: 1)
                }
                network.labels[key] = parts.count == 2 ? parts[1] : ""
            }
            try store.networks().add(network)
            Console.print(name)
        }
    }
}
