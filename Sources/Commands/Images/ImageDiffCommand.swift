import ArgumentParser
import Images
import Objects

/// `cuvette image diff`: what an image changes.
struct ImageDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract:
            "Show which files differ between two images, or what an image's last layer changes.",
        discussion: """
            A  added   C  changed (type, permissions, owner, size, time, content of a link)   D  deleted

            EXAMPLES
              cuvette image diff app:1 app:2
              cuvette image diff app:2
            """
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var platform: PlatformOption
    @OptionGroup var format: FormatOptions

    @Argument(help: "From which image.")
    var from: String

    @Argument(help: "To which image.")
    var to: String?

    func run() async throws {
        try await ContainerCodes.reportWaiting {
            let place = try ImagePlace(store)
            let lock = try StoreLock(place.store, exclusive: false, wait: true)
            defer { withExtendedLifetime(lock) {} }
            let wanted = try platform.value()
            let first = try await place.load(try place.images.find(from), platform: wanted)
                .snapshots
            var second: [Snapshot]?
            if let to {
                second = try await place.load(try place.images.find(to), platform: wanted).snapshots
            }
            // Of one image: from what lies below its last layer to all of it.
            let old = second == nil ? Array(first.dropLast()) : first
            let before = try StackView(old, in: place.session, marks: place.marks)
            let after = try StackView(second ?? first, in: place.session, marks: place.marks)
            var difference = TreeDifference()
            try difference.compare(before.directory, after.directory)
            try show(difference.changes)
        }
    }

    private func show(_ changes: [TreeDifference.Change]) throws {
        for change in changes {
            if try format.isJSON() {
                Console.print(try FormatOptions.line(change))
            } else {
                Console.print("\(change.kind.rawValue) \(change.path)")
            }
        }
    }
}
