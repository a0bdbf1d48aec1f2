import ArgumentParser
import Images
import OCI

/// `cuvette image ls`: lists images.
struct ImageListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List images.",
        discussion: """
            SIZE is what the image's blobs take up in the store; blobs that images share are counted in each.

            FILTERS
              reference=PATTERN    name or name:tag, with * and ?
              label=KEY[=VALUE]
              dangling=true|false  whether it has no name
              before=IMAGE, since=IMAGE
            """,
        aliases: ["list"]
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    @Flag(
        name: .shortAndLong,
        help: "Every name and digest of an image, and versions that names had before."
    )
    var all = false

    @Flag(name: .shortAndLong, help: "Ids only.")
    var quiet = false

    @Flag(name: .customLong("no-trunc"), help: "Whole ids.")
    var whole = false

    @Flag(help: "The digests of manifests, too.")
    var digests = false

    @Option(name: .shortAndLong, help: "Only some; see above.")
    var filter: [String] = []

    @Argument(help: "Only images of this name, with * and ?.")
    var pattern: String?

    func run() throws {
        try ContainerCodes.report {
            let place = try ImagePlace(store)
            let filters = try filter.map { try ImageFilter($0, in: place.images) }
            var rows = try place.images.all().map { ImageRow($0, in: place.images) }
            if all { rows += try earlier(in: place.images) }
            rows = rows.filter { row in
                filters.allSatisfy { $0.matches(row) }
                    && pattern.map { ImageFilter.matches(row, pattern: $0) } ?? true
            }
            // Newest first, as Docker lists them; those of one moment by name.
            rows.sort { ($1.CreatedAt, $0.title) < ($0.CreatedAt, $1.title) }
            try show(rows.map { whole ? $0 : $0.shortened })
        }
    }

    /// What names meant before.
    private func earlier(in images: ImageStore) throws -> [ImageRow] {
        try images.all().flatMap { image in
            try images.versions(of: image).dropFirst().map { version in
                let old = StoredImage(name: nil, descriptor: version.descriptor)
                var row = ImageRow(old, in: images)
                row.Repository = image.reference?.familiarName ?? row.Repository
                return row
            }
        }
    }

    private func show(_ rows: [ImageRow]) throws {
        if quiet {
            var seen: Set<String> = []
            for row in rows where seen.insert(row.ID).inserted { Console.print(row.ID) }
        } else if try format.isJSON() {
            for row in rows { Console.print(try FormatOptions.line(row)) }
        } else {
            var headings = ["REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE"]
            if digests { headings.insert("DIGEST", at: 2) }
            var table = OutputTable(headings)
            for row in rows {
                var cells = [row.Repository, row.Tag, row.ID, row.CreatedSince, row.Size]
                if digests { cells.insert(row.Digest, at: 2) }
                table.add(cells)
            }
            for line in table.lines { Console.print(line) }
        }
    }
}
