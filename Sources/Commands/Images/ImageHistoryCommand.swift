import ArgumentParser
import Images
import OCI

/// `cuvette image history`: how an image was made.
struct ImageHistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show how an image was made, the last step first."
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var platform: PlatformOption

    @Flag(name: .customLong("no-trunc"), help: "Whole digests and commands.")
    var whole = false

    @Flag(name: .shortAndLong, help: "The digests of layers only.")
    var quiet = false

    @Argument(help: "A name or id.")
    var image: String

    func run() throws {
        try ContainerCodes.report {
            let place = try ImagePlace(store)
            let found = try place.images.find(image)
            let details = try place.images.details(of: found, platform: try platform.wanted())
            let rows = HistoryRow.rows(of: details, whole: whole)
            if quiet {
                for row in rows where row.Layer != "<none>" { Console.print(row.Layer) }
            } else if try format.isJSON() {
                for row in rows { Console.print(try FormatOptions.line(row)) }
            } else {
                var table = OutputTable(["LAYER", "CREATED", "CREATED BY", "SIZE", "COMMENT"])
                for row in rows {
                    table.add([
                        row.Layer, row.CreatedSince, row.CreatedBy, row.Size, row.Comment,
                    ])
                }
                for line in table.lines { Console.print(line) }
            }
        }
    }
}

/// A line of an image's history.
struct HistoryRow: Encodable {
    /// The digest of the layer as it is stored; `<none>` for a step that made none.
    var Layer: String
    var CreatedAt: String
    var CreatedSince: String
    var CreatedBy: String
    var Size: String
    var SizeBytes: Int64
    var Comment: String

    /// The lines of an image, last first; layers that the history does not tell of have a line of their own.
    static func rows(of details: ImageDetails, whole: Bool) -> [HistoryRow] {
        var layers = details.manifest.layers[...]
        var rows: [HistoryRow] = []
        for entry in details.configuration.history ?? [] {
            let layer = entry.emptyLayer == true ? nil : layers.popFirst()
            rows.append(HistoryRow(entry, layer, whole: whole))
        }
        for layer in layers {
            rows.append(HistoryRow(HistoryEntry(createdBy: nil), layer, whole: whole))
        }
        return rows.reversed()
    }

    private init(_ entry: HistoryEntry, _ layer: Descriptor?, whole: Bool) {
        Layer = layer.map { whole ? $0.digest.description : $0.digest.short } ?? "<none>"
        CreatedAt = entry.created ?? ""
        CreatedSince = entry.created == nil ? "N/A" : ContainerText.ago(entry.created)
        let command = (entry.createdBy ?? "").split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
        CreatedBy = whole || command.count <= 60 ? command : "\(command.prefix(59))…"
        SizeBytes = layer?.size ?? 0
        Size = Amounts.text(bytes: UInt64(max(0, SizeBytes)))
        Comment = entry.comment ?? ""
    }
}
