import ArgumentParser
import Images
import OCI
import Registries

/// `cuvette image push`: sends an image elsewhere.
struct PushCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push",
        abstract: "Send an image of the store to a registry.",
        discussion: """
            Blobs that the registry has are not sent again. A connection that breaks is gone on with.

            EXAMPLES
              cuvette image push registry.example.org/team/app:1
              cuvette image push app:1 localhost:5000/team/app:1
            """
    )

    @OptionGroup var store: StoreOptions

    @Flag(name: .shortAndLong, help: "Print the name alone.")
    var quiet = false

    @Argument(help: "The image, by its name.")
    var image: String

    @Argument(help: "What it is to be called there. (default: the same)")
    var destination: String?

    func run() async throws {
        let style = OutputStyle()
        let printer = TransferPrinter("pushing", isQuiet: quiet, style)
        defer { printer.finish() }
        let command = self
        try await TransferRun.run(style) {
            let access = try RegistrySettingsFile.access(telling: printer)
            let name = try access.settings.reference(command.image)
            let target = try command.destination.map(access.settings.reference) ?? name
            let place = try ImagePlace(command.store)
            let stored = try place.images.image(name) ?? place.images.find(command.image)
            try await withRegistries(access) { access in
                try await ImagePusher(access, from: place.images).push(
                    stored.descriptor,
                    as: target
                )
            }
            printer.pause()
            Console.print("\(target.pinned(to: stored.descriptor.digest))")
        }
    }
}
