import Images
import OCI

/// An image as `docker image ls --format json` shows it; the names are Docker's.
struct ImageRow: Encodable {
    var ID: String
    var Repository: String
    var Tag: String
    var Digest: String
    var CreatedAt: String
    var CreatedSince: String
    var Size: String
    var SizeBytes: Int64
    var Labels: String
    var Platform: String
    /// What is wrong with it; not shown where nothing is.
    var Damage: String?

    private static let none = "<none>"

    /// A row of an image; one that is damaged is listed too, so that it can be removed.
    init(_ image: StoredImage, in images: ImageStore) {
        let reference = image.reference
        Repository = reference?.familiarName ?? image.name ?? Self.none
        Tag = reference?.tag ?? Self.none
        Digest = image.descriptor.digest.description
        do {
            let details = try images.details(of: image)
            ID = details.id.description
            CreatedAt = details.configuration.created ?? ""
            CreatedSince =
                details.configuration.created == nil ? "N/A" : ContainerText.ago(CreatedAt)
            SizeBytes = details.sizeBytes
            Size = Amounts.text(bytes: UInt64(max(0, SizeBytes)))
            Labels = ContainerText.labels(details.configuration.config?.labels ?? [:])
            Platform = details.configuration.platform.description
        } catch {
            ID = image.descriptor.digest.description
            CreatedAt = ""
            CreatedSince = "N/A"
            SizeBytes = 0
            Size = "damaged"
            Labels = ""
            Platform = ""
            Damage = "\(error)"
        }
    }

    /// `alpine:3.20`.
    var title: String { "\(Repository):\(Tag)" }

    /// The same with an id of 12 digits.
    var shortened: ImageRow {
        var row = self
        let hex = ID.split(separator: ":").last ?? ""
        row.ID = String(hex.prefix(12))
        return row
    }
}
