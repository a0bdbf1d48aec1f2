import ArgumentParser
import HostSystem
import Images
import OCI
import Objects
import SystemPackage

/// `cuvette image import`: makes an image of a root file system.
struct ImageImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make an image of the archive of a root file system.",
        discussion: """
            The archive becomes the image's one layer. --change takes the lines of a Dockerfile that only say how the image \
            is run: CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, STOPSIGNAL, USER, VOLUME, WORKDIR.

            EXAMPLES
              cuvette image import rootfs.tar.xz base:1
              tar -C root -c . | cuvette image import - base:1 --change 'CMD ["/bin/sh"]'
            """
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var platform: PlatformOption

    @Option(name: .shortAndLong, help: "A line of a Dockerfile.")
    var change: [String] = []

    @Option(name: .shortAndLong, help: "What it was made for.")
    var message: String?

    @Argument(help: "A file, or - for standard input.")
    var file: String

    @Argument(help: "The image's name.")
    var name: String?

    func run() throws {
        try ContainerCodes.report {
            guard !file.contains("://") else {
                throw ObjectError(
                    "\(file): nothing is downloaded here",
                    hint: "curl -L \(file) | cuvette image import - NAME",
                    code: 1
                )
            }
            let place = try ImagePlace(store)
            let reference = try name.map { try ImagePlace.name($0) }
            let parameters = try ConfigurationChange.apply(change)
            let path = try ImageInput.path(of: file == "-" ? nil : file, place.session)
            let layer = try RootIntake(place.content).take(path)
            let descriptor = try ImageWriter(place.content).write(
                try configuration(parameters),
                layers: [layer]
            )
            if let reference {
                try place.images.tag(descriptor, as: reference, because: .import)
            } else {
                try place.images.keep(descriptor)
            }
            let image = StoredImage(name: nil, descriptor: descriptor)
            Console.print(try place.images.details(of: image).id.description)
        }
    }

    private func configuration(_ parameters: ExecutionParameters) throws -> ImageConfiguration {
        var entry = HistoryEntry(created: UTCTime.now, createdBy: "cuvette image import \(file)")
        entry.comment = message
        return ImageConfiguration(
            platform: try platform.value(),
            config: parameters,
            diffIDs: [],
            history: [entry],
            created: UTCTime.now
        )
    }
}
