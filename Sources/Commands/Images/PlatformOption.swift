import ArgumentParser
import OCI
import Objects

/// `--platform`: which image of an index is meant.
struct PlatformOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Of an image for several platforms, the one for this. (default: the host's, where it has to be one)",
            valueName: "os/arch[/variant]"
        )
    )
    var platform: String?

    /// The platform; the host's where none is named.
    ///
    /// - Throws: `ObjectError`.
    func value() throws -> Platform { try wanted() ?? .host }

    /// The platform; nil where none is named.
    ///
    /// - Throws: `ObjectError`.
    func wanted() throws -> Platform? {
        guard let platform else { return nil }
        let parts = platform.split(separator: "/", omittingEmptySubsequences: false).map(
            String.init
        )
        guard (2...3).contains(parts.count), !parts.contains("") else {
            throw ObjectError(
                "--platform \(platform): expected OS/ARCHITECTURE[/VARIANT], such as linux/arm64",
                code: 1
            )
        }
        return Platform(
            os: parts[0],
            architecture: parts[1],
            variant: parts.count == 3 ? parts[2] : nil
        )
    }
}
