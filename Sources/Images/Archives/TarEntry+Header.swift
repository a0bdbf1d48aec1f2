extension TarEntry {
    /// An entry as its header and what came before it say.
    ///
    /// - Parameters:
    ///   - header: The fixed header.
    ///   - records: Of the extended header before it; they count more than the fixed one.
    ///   - longName: Of a GNU `L` header; it counts most.
    ///   - longLink: Of a GNU `K` header.
    /// - Throws: `LayerFault`.
    init(
        _ header: TarHeader,
        _ records: PaxRecords,
        longName: [UInt8]?,
        longLink: [UInt8]?
    ) throws(LayerFault) {
        let sparseName = try records.name("GNU.sparse.name")
        let paxName = try records.name("path")
        let name = longName ?? sparseName ?? paxName ?? header.name
        guard !name.isEmpty else { throw .malformedName }
        let paxTarget = try records.name("linkpath")
        let kind = try Self.kind(
            header,
            name: name,
            target: longLink ?? paxTarget ?? header.linkTarget
        )
        let stored = try records.number("size")
        let headerSize = try header.size()

        self.name = name
        self.kind = kind
        self.mode = UInt32(try header.mode() & 0o7777)
        self.owner = try Self.identity(try records.number("uid"), try header.owner(), "owner")
        self.group = try Self.identity(try records.number("gid"), try header.group(), "group")
        self.modified = try Self.time(header, records)
        // Only files have data. For all else some writers state a size and write nothing.
        self.storedSize = kind == .file ? stored ?? headerSize : 0
        self.size = storedSize
        self.extendedAttributes = records.extendedAttributes
    }

    private static func kind(
        _ header: TarHeader,
        name: [UInt8],
        target: [UInt8]
    ) throws(LayerFault) -> Kind {
        switch header.type {
        case UInt8(ascii: "0"), 0:
            // Before there was a type for directories, a slash at the end stood for one.
            header.type == 0 && name.last == UInt8(ascii: "/") ? .directory : .file
        case UInt8(ascii: "7"), UInt8(ascii: "S"): .file
        case UInt8(ascii: "1"): .hardLink(try checked(target))
        case UInt8(ascii: "2"): .symbolicLink(try checked(target))
        case UInt8(ascii: "3"): .characterDevice(try device(header))
        case UInt8(ascii: "4"): .blockDevice(try device(header))
        case UInt8(ascii: "5"): .directory
        case UInt8(ascii: "6"): .fifo
        default: throw .unsupportedType(header.type)
        }
    }

    private static func checked(_ target: [UInt8]) throws(LayerFault) -> [UInt8] {
        guard !target.isEmpty else { throw .damagedHeader("it is a link to nothing") }
        return target
    }

    private static func device(_ header: TarHeader) throws(LayerFault) -> DeviceNumber {
        guard let major = UInt32(exactly: try header.major()),
            let minor = UInt32(exactly: try header.minor())
        else { throw .damagedHeader("its device number is too large") }
        return DeviceNumber(major: major, minor: minor)
    }

    /// The id of a user or group; 2^32 - 1 is none, since chown(2) takes it for "leave as it is".
    private static func identity(
        _ extended: Int64?,
        _ fixed: Int64,
        _ what: String
    ) throws(LayerFault) -> UInt32 {
        guard let identity = UInt32(exactly: extended ?? fixed), identity != .max else {
            throw .damagedHeader("its \(what) is too large")
        }
        return identity
    }

    private static func time(
        _ header: TarHeader,
        _ records: PaxRecords
    ) throws(LayerFault) -> FileTime {
        guard let text = records["mtime"] else {
            return FileTime(seconds: try header.modified(), nanoseconds: 0)
        }
        guard let time = TarNumber.time(text) else {
            throw .damagedHeader("\"mtime\" is not a time")
        }
        return time
    }
}
