/// The records of an extended header: what does not fit into the fixed header of the entry that follows.
///
/// Source: POSIX.1-2024, pax, "pax Extended Header".
struct PaxRecords {
    /// In order; a key may come more than once, and then the last counts, except in old sparse maps.
    private(set) var records: [(key: String, value: [UInt8])] = []

    /// No records.
    init() {}

    /// Reads `length key=value\n` up to the end.
    ///
    /// - Parameter bytes: The whole data of the header.
    /// - Throws: `LayerFault.damagedHeader`.
    init(_ bytes: [UInt8]) throws(LayerFault) {
        var rest = bytes[...]
        // Some writers pad the last block into the data.
        while let first = rest.first, first != 0 {
            let record = try Self.record(at: &rest)
            guard let equals = record.firstIndex(of: UInt8(ascii: "=")),
                let key = String(validating: record[..<equals], as: UTF8.self), !key.isEmpty
            else { throw .damagedHeader("an extended record has no key") }
            records.append((key, Array(record[(equals + 1)...])))
        }
    }

    /// Takes one record off the front: what is between the length and the line feed.
    private static func record(
        at rest: inout ArraySlice<UInt8>
    ) throws(LayerFault) -> ArraySlice<UInt8> {
        let digits = rest.prefix(while: { $0 != 0x20 }).prefix(20)
        guard let length = TarNumber.decimal(digits).flatMap(Int.init(exactly:)),
            length > digits.count + 1, length <= rest.count,
            rest[rest.startIndex + length - 1] == UInt8(ascii: "\n")
        else { throw .damagedHeader("the length of an extended record is wrong") }
        let record = rest[(digits.endIndex + 1)..<(rest.startIndex + length - 1)]
        rest = rest.dropFirst(length)
        return record
    }

    /// The value of a key; an empty one takes the key back, as the standard says.
    ///
    /// - Parameter key: Such as `path`.
    /// - Returns: The last value; nil where there is none.
    subscript(key: String) -> [UInt8]? {
        guard let value = records.last(where: { $0.key == key })?.value else { return nil }
        return value.isEmpty ? nil : value
    }

    /// The value of a key that is a name: no zero byte may be in it, since the kernel would stop reading there.
    func name(_ key: String) throws(LayerFault) -> [UInt8]? {
        guard let value = self[key] else { return nil }
        guard !value.contains(0) else { throw .malformedName }
        return value
    }

    /// The value of a key that is a number without a sign.
    func number(_ key: String) throws(LayerFault) -> Int64? {
        guard let value = self[key] else { return nil }
        guard let number = TarNumber.decimal(value) else {
            throw .damagedHeader("\"\(key)\" is not a number")
        }
        return number
    }

    /// The extended attributes, in order, the last of each name.
    var extendedAttributes: [ExtendedAttribute] {
        var attributes: [ExtendedAttribute] = []
        for (key, value) in records where key.hasPrefix(Self.attributePrefix) {
            let name = String(key.dropFirst(Self.attributePrefix.count))
            attributes.removeAll { $0.name == name }
            attributes.append(ExtendedAttribute(name: name, value: value))
        }
        return attributes
    }

    /// How everyone (star, GNU tar, Go, libarchive) writes extended attributes.
    private static let attributePrefix = "SCHILY.xattr."
}

/// An extended attribute of a file; xattr(7).
struct ExtendedAttribute: Sendable, Hashable {
    /// With its name space: `security.capability`.
    var name: String
    /// Any bytes.
    var value: [UInt8]
}
