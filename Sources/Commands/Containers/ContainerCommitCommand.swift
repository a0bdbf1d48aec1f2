import ArgumentParser
import Containers
import HostSystem
import Images
import OCI
import Objects
import SystemPackage

/// `cuvette container commit`: makes an image of a container.
struct ContainerCommitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commit",
        abstract: "Make an image of a container, with what it has written.",
        discussion: """
            The image gets a name in the store, or goes into an OCI image layout, which is made where it is missing. A \
            running container is paused meanwhile. Volumes are no part of it. --change takes the lines of a Dockerfile that \
            only say how the image is run: CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, STOPSIGNAL, USER, VOLUME, WORKDIR.

            EXAMPLES
              cuvette container commit db db:filled
              cuvette container commit db oci:images/db:filled
            """
    )

    @OptionGroup var store: StoreOptions

    @Option(name: .shortAndLong, help: "Who made it.")
    var author: String?

    @Option(name: .shortAndLong, help: "What it was made for.")
    var message: String?

    @Option(name: .shortAndLong, help: "A line of a Dockerfile.")
    var change: [String] = []

    @Flag(help: "Do not pause a running container.")
    var noPause = false

    @Argument(help: "A name or id.")
    var container: String

    @Argument(help: "NAME[:TAG] or oci:FOLDER[:TAG]; without one the image has no name.")
    var image: String?

    func run() throws {
        try ContainerCodes.report {
            let target = try image.map { try CommitTarget($0) }
            let found = try store.containers().find(container)
            let place = try ImagePlace(store)
            var commit = ImageCommit(found)
            commit.author = author
            commit.comment = message
            commit.change = { try ConfigurationChange.apply(change, to: $0) }
            let descriptor = try paused(found) { try commit.write(into: place.content) }
            try keep(descriptor, as: target, place)
        }
    }

    private func paused<Value>(_ found: StoredContainer, _ body: () throws -> Value) throws -> Value
    {
        let pauses = found.process != nil && !found.isPaused && !noPause
        if pauses { try ContainerControl(found).pause() }
        defer {
            // It was running before, and is to be as it was.
            if pauses { try? found.life.cgroup?.thaw() }
        }
        return try body()
    }

    private func keep(
        _ descriptor: Descriptor,
        as target: CommitTarget?,
        _ place: ImagePlace
    ) throws {
        switch target {
        case .folder(let path, let tag):
            let image = SavedImage(descriptor, name: tag)
            try LayoutFolder(path).add([image], from: place.content)
            Console.print(descriptor.digest.description)
            // Nothing in the store needs the blobs now.
            _ = try place.images.collect()
            return
        case .name(let reference):
            try place.images.tag(descriptor, as: reference, because: .commit)
        case nil:
            try place.images.keep(descriptor)
        }
        let image = StoredImage(name: nil, descriptor: descriptor)
        Console.print(try place.images.details(of: image).id.description)
    }
}

/// Where the image of a container goes.
enum CommitTarget {
    case name(ImageReference)
    case folder(FilePath, tag: String?)

    /// Reads `oci:FOLDER[:TAG]` or a name.
    init(_ text: String) throws {
        guard text.hasPrefix("oci:") else {
            self = .name(try ImagePlace.name(text))
            return
        }
        let parts = text.split(separator: ":", maxSplits: 2).map(String.init)
        guard parts.count >= 2 else {
            throw ObjectError("\(text): there is no folder in it", code: 1)
        }
        self = .folder(FilePath(parts[1]), tag: parts.count == 3 ? parts[2] : nil)
    }
}
