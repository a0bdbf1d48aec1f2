import ArgumentParser
import Images
import OCI
import Objects

/// `cuvette image rm`: takes images away.
struct ImageRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Take images away: names first, and with the last name what nothing else needs.",
        discussion: """
            By name, that name goes with its versions; by id, all names of the image go. Containers keep the layers that \
            they stand on.
            """,
        aliases: ["remove"]
    )

    @OptionGroup var store: StoreOptions

    @Flag(
        name: .shortAndLong,
        help:
            "Also where containers were made of it or it has several names; no error where there is none."
    )
    var force = false

    @Flag(name: .shortAndLong, help: "All images.")
    var all = false

    @Argument(help: "Names or ids.")
    var images: [String] = []

    func run() throws {
        guard all != !images.isEmpty else {
            throw ValidationError("expected names of images, or --all")
        }
        let place = try ContainerCodes.place { try ImagePlace(store) }
        let names = all ? try ContainerCodes.place { try Self.everything(place.images) } : images
        defer { Self.collect(place.images) }
        try ContainerCodes.forEach(names) { try remove($0, place) }
    }

    private static func everything(_ images: ImageStore) throws -> [String] {
        try images.all().map { $0.name ?? $0.descriptor.digest.description }
    }

    private func remove(_ text: String, _ place: ImagePlace) throws {
        let found: StoredImage
        do { found = try place.images.find(text) } catch {
            if force, case .noSuchImage = error { return }
            throw error
        }
        let isNamed = (try? ImageReference(text)).flatMap { try? place.images.image($0) } != nil
        let same = try place.images.all().filter {
            $0.descriptor.digest == found.descriptor.digest
        }
        let doomed = isNamed ? [found] : same
        if !isNamed, same.count > 1, !force {
            let names = same.map(\.title).joined(separator: ", ")
            throw ObjectError(
                "image \(text) has several names: \(names)",
                hint: "remove them by name, or all with --force",
                code: 1
            )
        }
        if doomed.count == same.count { try refuseUsed(found, place) }
        for image in doomed {
            try place.images.untag(image)
            if image.name != nil { Console.print("Untagged: \(image.title)") }
        }
        if doomed.count == same.count { Console.print("Deleted: \(found.descriptor.digest)") }
    }

    private func refuseUsed(_ image: StoredImage, _ place: ImagePlace) throws {
        guard !force, let user = try place.containers(of: image).first else { return }
        throw ObjectError(
            "image \(image.title) is used by container \(user)",
            hint: "remove the container first, or the image alone with --force",
            code: 1
        )
    }

    /// Frees what nothing needs any more; where somebody is using blobs, the next collection does.
    static func collect(_ images: ImageStore) {
        do {
            guard let done = try images.collect(), done.blobs > 0 else { return }
            Console.tell("freed \(Amounts.text(bytes: UInt64(max(0, done.sizeBytes))))")
        } catch {
            Console.tell("note: nothing was freed: \(error)")
        }
    }
}

/// `cuvette image prune`: takes images away that nobody needs.
struct ImagePruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Take images without a name away, and blobs that no image needs."
    )

    @OptionGroup var store: StoreOptions

    @Flag(name: .shortAndLong, help: "Also images with names, unless a container was made of them.")
    var all = false

    @Flag(name: .customLong("versions"), help: "Also what names meant before.")
    var forgetsVersions = false

    @Flag(name: .shortAndLong, help: "Accepted for scripts; nothing is asked.")
    var force = false

    @Option(help: "Only some: label=KEY[=VALUE], before=IMAGE, since=IMAGE, reference=PATTERN.")
    var filter: [String] = []

    func run() throws {
        try ContainerCodes.report {
            let place = try ImagePlace(store)
            let filters = try filter.map { try ImageFilter($0, in: place.images) }
            for image in try place.images.all() {
                let row = ImageRow(image, in: place.images)
                guard all || image.name == nil, filters.allSatisfy({ $0.matches(row) }),
                    try place.containers(of: image).isEmpty
                else { continue }
                try place.images.untag(image)
                Console.print("Deleted: \(image.title)")
            }
            if forgetsVersions { try place.images.forgetVersions() }
            guard let done = try place.images.collect(partials: true) else {
                Console.tell("note: another command uses blobs; \"cuvette gc\" frees them later")
                return
            }
            Console.print(
                "Total reclaimed space: \(Amounts.text(bytes: UInt64(max(0, done.sizeBytes))))"
            )
        }
    }
}
