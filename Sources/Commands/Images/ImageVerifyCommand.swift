import ArgumentParser
import Images
import OCI
import Objects

/// `cuvette image verify`: hashes all blobs again.
struct ImageVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Hash all blobs again and name what is damaged.",
        discussion:
            "Exit code 3 where something is damaged. With --remove it can be pulled or loaded anew."
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    @Flag(help: "Take damaged blobs away.")
    var remove = false

    @Argument(help: "Names or ids; all images where there are none.")
    var images: [String] = []

    func run() throws {
        var isSound = true
        try ContainerCodes.report {
            let place = try ImagePlace(store)
            let check = ImageCheck(place.images)
            let chosen = try images.map { try place.images.find($0) }
            let outcome = try check.run(chosen.isEmpty ? nil : chosen)
            try show(outcome)
            if remove { try check.remove(outcome.damages) }
            isSound = outcome.damages.isEmpty
        }
        if !isSound { throw ExitCode(ExitCodes.hostFailure) }
    }

    private func show(_ outcome: ImageCheck.Outcome) throws {
        if try format.isJSON() {
            return Console.print(try FormatOptions.document(VerifyReport(outcome)))
        }
        for damage in outcome.damages {
            Console.print("\(damage.blob.digest) \(damage.reason)")
            let names = damage.images.joined(separator: ", ")
            if !names.isEmpty { Console.print("  of \(names)") }
        }
        let size = Amounts.text(bytes: UInt64(max(0, outcome.sizeBytes)))
        Console.print(
            "verified \(Amounts.text(outcome.blobs, "blob")), \(size): \(outcome.damages.count) damaged"
        )
    }
}

/// What was found, as JSON.
struct VerifyReport: Encodable {
    var blobs: Int
    var bytes: Int64
    var damaged: [Entry]

    /// A damaged blob.
    struct Entry: Encodable {
        var digest: String
        var reason: String
        var images: [String]
    }

    init(_ outcome: ImageCheck.Outcome) {
        blobs = outcome.blobs
        bytes = outcome.sizeBytes
        damaged = outcome.damages.map {
            Entry(digest: "\($0.blob.digest)", reason: $0.reason, images: $0.images)
        }
    }
}
