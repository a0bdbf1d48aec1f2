import ArgumentParser
import FoundationEssentials
import Objects

/// `--format`: a table, or JSON; templates of Go are refused by name.
struct FormatOptions: ParsableArguments {
    @Option(help: "table or json.")
    var format = "table"

    /// Whether JSON is wanted.
    ///
    /// - Throws: `ObjectError` for a template.
    func isJSON() throws -> Bool {
        switch format {
        case "table": return false
        case "json": return true
        default:
            throw ObjectError(
                "--format \(format): Go templates are not supported",
                hint: "use --format json and a tool such as jq",
                code: 1
            )
        }
    }

    /// A value on a line of its own.
    static func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// A value over several lines.
    static func document(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
