/// What an image runs on, in Go's words: `linux`, `amd64`, `v8`.
///
/// Source: OCI image-spec 1.1, image-index.md, "platform".
package struct Platform: Sendable, Hashable, Codable {
    /// `GOARCH`: `amd64`, `arm64`, ….
    package var architecture: String
    /// `GOOS`: `linux`, `windows`, ….
    package var os: String
    /// The variant of the processor, such as `v7` of `arm`.
    package var variant: String?

    /// A platform.
    package init(os: String, architecture: String, variant: String? = nil) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
    }

    /// Reads `linux/arm64/v8`, `linux/amd64` or `arm64`; nil for anything else.
    ///
    /// The names of `uname -m` stand for Go's: `x86_64` for `amd64`, `aarch64` for `arm64`.
    ///
    /// - Parameter text: What the user wrote.
    package init?(text: String) {
        let parts = text.lowercased().split(separator: "/", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count),
            parts.allSatisfy({
                !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
            })
        else { return nil }
        let names = ["x86_64": "amd64", "aarch64": "arm64", "armhf": "arm", "i386": "386"]
        let architecture = String(parts.count == 1 ? parts[0] : parts[1])
        self.init(
            os: parts.count == 1 ? "linux" : String(parts[0]),
            architecture: names[architecture] ?? architecture,
            variant: parts.count == 3 ? String(parts[2]) : nil
        )
    }

    /// The platform that this program was built for, which is the host's.
    package static var host: Platform {
        #if arch(x86_64)
        Platform(os: "linux", architecture: "amd64")
        #elseif arch(arm64)
        Platform(os: "linux", architecture: "arm64", variant: "v8")
        #elseif arch(arm)
        Platform(os: "linux", architecture: "arm", variant: "v7")
        #elseif arch(riscv64)
        Platform(os: "linux", architecture: "riscv64")
        #elseif arch(s390x)
        Platform(os: "linux", architecture: "s390x")
        #elseif arch(powerpc64le)
        Platform(os: "linux", architecture: "ppc64le")
        #else
        Platform(os: "linux", architecture: "unknown")
        #endif
    }

    /// Whether an image for `other` runs here.
    ///
    /// A missing variant stands for the usual one: `v8` of `arm64`, `v7` of `arm`, `v1` of `amd64`. An `arm`
    /// processor runs older variants too.
    ///
    /// - Parameter other: What the image is for.
    /// - Returns: Whether the operating system, the architecture and the variant fit.
    package func runs(_ other: Platform) -> Bool {
        guard os == other.os, architecture == other.architecture else { return false }
        let own = Self.level(effectiveVariant)
        let needed = Self.level(other.effectiveVariant)
        guard let own, let needed else { return effectiveVariant == other.effectiveVariant }
        return needed <= own
    }

    /// The variant, or the one that a missing variant stands for.
    package var effectiveVariant: String {
        if let variant, !variant.isEmpty { return variant }
        return switch architecture {
        case "amd64": "v1"
        case "arm64": "v8"
        case "arm": "v7"
        default: ""
        }
    }

    private static func level(_ variant: String) -> Int? {
        guard variant.hasPrefix("v") else { return nil }
        return Int(variant.dropFirst())
    }
}

extension Platform: CustomStringConvertible {
    /// `linux/arm64/v8`; the variant only where it is written.
    package var description: String {
        [os, architecture, variant].compactMap(\.self).joined(separator: "/")
    }
}
