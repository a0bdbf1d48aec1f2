import Glibc
import HostSystem
import Images
import Objects
import SystemPackage

/// Makes a container: finds its image, settles what it is, puts it on the shelf.
struct ContainerCreation {
    private let options: CreateOptions
    private let store: Store

    init(_ options: CreateOptions, _ store: Store) {
        self.options = options
        self.store = store
    }

    /// Makes it.
    ///
    /// - Throws: `ObjectError`, `SystemError`, `ImageError`.
    func create(_ image: String, _ command: [String]) throws -> StoredContainer {
        if let file = options.cidfile, access(file, F_OK) == 0 {
            throw ObjectError("--cidfile \(file): the file is there already")
        }
        let place = try ContainerPlace(store)
        // Before an image is fetched and volumes are made.
        if let name = options.name, !name.isEmpty { try place.shelf.refuseTaken(name) }
        // Until the layers stand in the container's record, nobody may collect them.
        let lock = try StoreLock(store, exclusive: false, wait: true)
        defer { withExtendedLifetime(lock) {} }
        let printer = TransferPrinter("pulling", isQuiet: options.quiet, OutputStyle())
        defer { printer.finish() }
        let finder = ImageFinder(
            place.session,
            rights: place.rights,
            means: try RegistrySettingsFile.means(),
            policy: try options.pullPolicy(),
            observer: printer
        )
        let found =
            if let known = try finder.known(image) {
                known
            } else {
                try MainThread.wait { try await finder.load(image) }
            }
        printer.finish()
        for note in found.notes { Console.tell("note: \(note)") }
        let configuration = try ConfigurationMaker(options: options, image: found, place: place)
            .configuration(command)
        let container = try place.shelf.add(configuration, place.session)
        if let file = options.cidfile { try write(container.configuration.id, to: FilePath(file)) }
        return container
    }

    private func write(_ id: String, to path: FilePath) throws(SystemError) {
        let file = try OpenFile(opening: path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
        try file.writeAll(Array(id.utf8), name: path.string)
    }
}
