import ArgumentParser
import Images
import OCI
import Objects

/// `cuvette image inspect`: all that is known of images.
struct ImageInspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show all that is known of images, as a JSON array."
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var platform: PlatformOption

    @Option(name: .shortAndLong, help: "json, which is also what is shown without it.")
    var format = "json"

    @Argument(help: "Names or ids.")
    var images: [String]

    func run() throws {
        guard format == "json" else { throw ContainerCodes.refusedTemplate(format) }
        let place = try ContainerCodes.place { try ImagePlace(store) }
        var found: [ImageReport] = []
        var missing: ExitCode?
        do {
            try ContainerCodes.forEach(images) { name in
                let image = try place.images.find(name)
                let details = try place.images.details(of: image, platform: try platform.wanted())
                found.append(try ImageReport(details, in: place.images))
            }
        } catch let code as ExitCode {
            missing = code
        }
        // As Docker does: what was found is shown even where something was not.
        Console.print(found.isEmpty ? "[]" : try FormatOptions.document(found))
        if let missing { throw missing }
    }
}
