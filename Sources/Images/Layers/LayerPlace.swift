/// Where in a layer something is wrong; names are made printable.
package enum LayerPlace: Sendable, Hashable, CustomStringConvertible {
    /// At the entry of this name.
    case entry(String)
    /// Behind the entry of this name, where the next header should be.
    case after(String)
    /// At the beginning, or with the layer as a whole.
    case whole

    /// To be read before "of layer …".
    package var description: String {
        switch self {
        case .entry(let name): "\"\(name)\""
        case .after(let name): "what follows \"\(name)\""
        case .whole: "the whole"
        }
    }

    /// The name of an entry as text: what is not UTF-8 or could steer a terminal is written as `\x1b`.
    ///
    /// - Parameter bytes: The name.
    /// - Returns: At most 200 characters of it.
    static func printable(_ bytes: [UInt8]) -> String {
        var text = ""
        for scalar in String(decoding: bytes.prefix(1024), as: UTF8.self).unicodeScalars.prefix(200)
        {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                text += "\\x" + String(scalar.value, radix: 16)
            default:
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
