import ArgumentParser
import Images
import OCI
import Registries

/// `cuvette image pull`: brings images here.
struct PullCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Bring images from registries into the store, unpacked and ready to run.",
        discussion: """
            A name without a registry is one of docker.io. Mirrors, aliases and registries without proper TLS stand in \
            registries.yml (docs/REGISTRIES.md). A pull that was stopped goes on where it was.

            EXAMPLES
              cuvette image pull alpine:3.20
              cuvette image pull --platform linux/arm64 debian
              cuvette image pull localhost:5000/app@sha256:…
            """
    )

    @OptionGroup var store: StoreOptions

    @Option(
        help: ArgumentHelp(
            "For another platform: OS/ARCHITECTURE[/VARIANT].",
            valueName: "platform"
        )
    )
    var platform: String?

    @Flag(help: "All platforms that there are, with the index that lists them.")
    var allPlatforms = false

    @Flag(help: "Only download; layers are unpacked when they are first needed.")
    var noUnpack = false

    @Flag(name: .shortAndLong, help: "Print the names alone.")
    var quiet = false

    @Argument(help: ArgumentHelp("[REGISTRY/]REPOSITORY[:TAG][@DIGEST].", valueName: "image"))
    var images: [String]

    func validate() throws {
        if allPlatforms, platform != nil {
            throw ValidationError("--all-platforms and --platform exclude each other")
        }
    }

    func run() async throws {
        let style = OutputStyle()
        let printer = TransferPrinter("pulling", isQuiet: quiet, style)
        defer { printer.finish() }
        let command = self
        try await TransferRun.run(style) {
            let access = try RegistrySettingsFile.access(telling: printer)
            let references = try command.images.map { try access.settings.reference($0) }
            let platforms = try command.platforms()
            let shelf = try ImagePlace(command.store)
            // Until the image has its name, nobody may collect its layers.
            let lock = try StoreLock(shelf.store, exclusive: false, wait: true)
            defer { withExtendedLifetime(lock) {} }
            try await withRegistries(access) { access in
                let puller = ImagePuller(access, into: shelf.images, marks: shelf.marks)
                for reference in references {
                    var request = PullRequest(reference, platforms: platforms)
                    request.isUnpacked = !command.noUnpack
                    let pulled = try await puller.pull(request)
                    for note in pulled.loaded?.notes ?? [] { printer.observe(.note(note)) }
                    printer.pause()
                    Console.print("\(reference.pinned(to: pulled.descriptor.digest))")
                }
            }
        }
    }

    private func platforms() throws -> PullRequest.Platforms {
        if allPlatforms { return .all }
        guard let platform else { return .host }
        guard let read = Platform(text: platform) else {
            throw Console.fail(
                "\"\(platform)\" is not a platform\n  hint: write OS/ARCHITECTURE[/VARIANT], such as linux/arm64",
                code: ExitCodes.wrongInput
            )
        }
        return .one(read)
    }
}
