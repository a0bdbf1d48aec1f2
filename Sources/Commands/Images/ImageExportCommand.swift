import ArgumentParser
import Glibc
import Images
import Objects
import SystemPackage

/// `cuvette image export`: writes the root file system of an image as an archive.
struct ImageExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write all files of an image as one tar archive, as a container would see them."
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var platform: PlatformOption

    @Option(name: .shortAndLong, help: "A file, in place of standard output.")
    var output: String?

    @Argument(help: "A name or id.")
    var image: String

    func run() async throws {
        try await ContainerCodes.reportWaiting {
            let place = try ImagePlace(store)
            let lock = try StoreLock(place.store, exclusive: false, wait: true)
            defer { withExtendedLifetime(lock) {} }
            if output == nil, isatty(STDOUT_FILENO) != 0 {
                throw ObjectError("an archive is not shown on a terminal; use -o", code: 1)
            }
            let loaded = try await place.load(
                try place.images.find(image),
                platform: try platform.value()
            )
            for note in loaded.notes { Console.tell("note: \(note)") }
            let view = try StackView(loaded.snapshots, in: place.session, marks: place.marks)
            guard let output else {
                return try view.archive(to: ArchiveOutput.write)
            }
            try NewFile.write(FilePath(output)) { try view.archive(to: $0) }
        }
    }
}
