import ArgumentParser
import Objects

/// `cuvette container port`: shows which ports of the host lead to a container.
struct ContainerPortCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "port",
        abstract: "Show which ports of the host lead to a container."
    )

    @OptionGroup var store: StoreOptions
    @Argument(help: "A name or id.")
    var container: String

    func run() throws {
        try ContainerCodes.report {
            for text in try store.containers().find(container).life.ports {
                guard let colon = text.lastIndex(of: ":") else { continue }
                Console.print("\(text[text.index(after: colon)...]) -> \(text[..<colon])")
            }
        }
    }
}
