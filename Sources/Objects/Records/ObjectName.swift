/// The names that people give to containers and volumes.
package enum ObjectName {
    /// What a name may be, for messages.
    package static let rule =
        "letters, digits, \"_\", \".\" and \"-\", beginning with a letter or digit, at most 128"

    /// Whether a text can be a name; as Docker has it.
    package static func isValid(_ text: String) -> Bool {
        guard let first = text.utf8.first, isWord(first), text.utf8.count <= 128 else {
            return false
        }
        return text.utf8.allSatisfy { isWord($0) || $0 == 0x5F || $0 == 0x2E || $0 == 0x2D }
    }

    /// A name for a container that was given none: two words.
    package static func make() -> String {
        "\(qualities.randomElement() ?? "plain")_\(things.randomElement() ?? "cell")"
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x30 && byte <= 0x39 || byte >= 0x41 && byte <= 0x5A || byte >= 0x61 && byte <= 0x7A
    }

    private static let qualities = [
        "amber", "brisk", "calm", "clear", "crisp", "deft", "eager", "even", "fair", "fine",
        "fresh", "gentle", "glad", "grand", "keen", "kind", "light", "lucid", "mellow", "mild",
        "neat", "noble", "plain", "quick", "quiet", "rapid", "ready", "sharp", "smooth", "sober",
        "solid", "sound", "steady", "still", "swift", "tidy", "true", "vivid", "warm", "wise",
    ]

    private static let things = [
        "agar", "alloy", "atom", "balance", "beaker", "bridge", "burette", "carbon", "cell",
        "crystal", "cuvette", "dish", "filter", "flask", "flame", "funnel", "gauge", "helium",
        "indigo", "iris", "krypton", "lamp", "lens", "magnet", "mirror", "mortar", "neon", "ozone",
        "pestle", "pipette", "prism", "quartz", "reagent", "ruby", "sample", "scale", "slide",
        "spectrum", "tripod", "vial",
    ]
}
