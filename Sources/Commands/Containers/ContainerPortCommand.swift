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

    @Argument(help: "One of its ports, PORT[/PROTOCOL]: show only what leads to it.")
    var port: String?

    func run() throws {
        try ContainerCodes.report {
            let ports = try store.containers().find(container).life.ports.compactMap { text in
                text.lastIndex(of: ":").map { (text[text.index(after: $0)...], text[..<$0]) }
            }
            guard let port else {
                for (inside, outside) in ports { Console.print("\(inside) -> \(outside)") }
                return
            }
            let wanted = port.contains("/") ? port : port + "/tcp"
            let found = ports.filter { $0.0 == wanted }
            guard !found.isEmpty else {
                throw ObjectError("port \(wanted) of \(container) is not published", code: 1)
            }
            for (_, outside) in found { Console.print(String(outside)) }
        }
    }
}
