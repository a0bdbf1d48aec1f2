import ArgumentParser
import Images
import OCI
import Objects

/// `cuvette image tag`: gives an image a further name.
struct ImageTagCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag",
        abstract: "Give an image further names; what they meant before is kept as a version."
    )

    @OptionGroup var store: StoreOptions

    @Argument(help: "A name or id.")
    var image: String

    @Argument(help: "Names that it gets.")
    var names: [String]

    func run() throws {
        try ContainerCodes.report {
            let place = try ImagePlace(store)
            let references = try names.map { try ImagePlace.name($0) }
            let found = try place.images.find(image)
            for reference in references {
                try place.images.tag(found.descriptor, as: reference, because: .tag)
            }
        }
    }
}

/// `cuvette image untag`: takes names away.
struct ImageUntagCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "untag",
        abstract: "Take names away; the images stay, those without any name until \"image prune\"."
    )

    @OptionGroup var store: StoreOptions

    @Argument(help: "Names.")
    var names: [String]

    func run() throws {
        let place = try ContainerCodes.place { try ImagePlace(store) }
        try ContainerCodes.forEach(names) { name in
            guard let image = try place.images.image(named: name) else {
                throw ObjectError("there is no image \"\(name)\"", code: 1)
            }
            try place.images.untag(image, keepsContent: true)
            Console.print("Untagged: \(image.title)")
        }
    }
}

/// `cuvette image versions`: lists what a name has meant.
struct ImageVersionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "versions",
        abstract: "List what a name has meant, newest first.",
        discussion: "The last ten versions of a name are kept, with all that they need."
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    @Argument(help: "A name.")
    var name: String

    func run() throws {
        try ContainerCodes.report {
            let place = try ImagePlace(store)
            guard let image = try place.images.image(named: name) else {
                throw ObjectError("there is no image \"\(name)\"", code: 1)
            }
            let rows = try place.images.versions(of: image).enumerated().map { number, version in
                VersionRow(number, version, in: place.images)
            }
            if try format.isJSON() {
                for row in rows { Console.print(try FormatOptions.line(row)) }
                return
            }
            var table = OutputTable(["BACK", "IMAGE ID", "SINCE", "BY", "DIGEST"])
            for row in rows {
                table.add([
                    "\(row.Back)", row.ID, ContainerText.ago(row.Since), row.Cause, row.Digest,
                ])
            }
            for line in table.lines { Console.print(line) }
        }
    }
}

/// A version as it is listed.
struct VersionRow: Encodable {
    /// How many versions back; 0 is what the name means now.
    var Back: Int
    var ID: String
    var Since: String
    var Cause: String
    var Digest: String

    init(_ number: Int, _ version: ImageVersion, in images: ImageStore) {
        Back = number
        // A version that is damaged is listed all the same.
        let image = StoredImage(name: nil, descriptor: version.descriptor)
        ID = (try? images.details(of: image).id.short) ?? "damaged"
        Since = version.time
        Cause = version.cause.rawValue
        Digest = version.descriptor.digest.description
    }
}

/// `cuvette image rollback`: lets a name mean what it meant before.
struct ImageRollbackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Let a name mean again what it meant before.",
        discussion: "The change is a version itself, so it can be taken back in the same way."
    )

    @OptionGroup var store: StoreOptions

    @Argument(help: "A name.")
    var name: String

    @Argument(help: "How many versions back; see \"image versions\".")
    var count = 1

    func run() throws {
        try ContainerCodes.report {
            let place = try ImagePlace(store)
            let image = try place.images.rollback(try ImagePlace.name(name), by: count)
            Console.print("\(image.title) is \(image.descriptor.digest) again")
        }
    }
}
