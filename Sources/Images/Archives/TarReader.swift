/// Reads a tar archive from the front: entries and, while one is the current, its data.
///
/// Understood are V7, ustar, PAX (records of single entries; global ones are passed over, as all readers of layers
/// do) and GNU: long names, large numbers, sparse files of all four formats. What is not understood is refused, so
/// that no two readers see two different trees.
///
/// Source: POSIX.1-2024, pax; GNU tar manual, "Tar Internals". Where those leave a choice, Go's archive/tar is
/// followed, which most layers are made and read with.
struct TarReader<Source: ByteStream>: ~Copyable {
    /// The most bytes of one extended header or long name.
    private let maximumHeaderBytes: Int64 = 1 << 20

    private let source: Source
    /// What is left of the source's last piece.
    private var window = UnsafeRawBufferPointer(start: nil, count: 0)
    /// How many bytes have been used up: where in the archive we are.
    private(set) var position: Int64 = 0
    /// Where the current entry's data ends, without and with padding.
    private var dataEnd: Int64 = 0
    private var nextHeader: Int64 = 0
    /// The extents of the current entry that are still to come, last first.
    private var extents: [SparseExtent] = []

    /// Begins at the front.
    init(_ source: Source) {
        self.source = source
    }

    // MARK: Entries

    /// Goes on to the next entry.
    ///
    /// - Returns: The entry; nil at the end of the archive.
    /// - Throws: `LayerFault`.
    mutating func next() throws(LayerFault) -> TarEntry? {
        var records = PaxRecords()
        var longName: [UInt8]?
        var longLink: [UInt8]?
        while let header = try nextRawHeader() {
            switch header.type {
            case UInt8(ascii: "x"):
                records = try PaxRecords(try headerData(header))
            case UInt8(ascii: "g"):
                _ = try headerData(header)
            case UInt8(ascii: "L"):
                longName = Array(try headerData(header).prefix { $0 != 0 })
            case UInt8(ascii: "K"):
                longLink = Array(try headerData(header).prefix { $0 != 0 })
            default:
                var entry = try TarEntry(header, records, longName: longName, longLink: longLink)
                try beginData(entry.storedSize)
                try readSparseMap(of: &entry, header, records)
                return entry
            }
        }
        let isComplete = records.records.isEmpty && longName == nil && longLink == nil
        guard isComplete else { throw .truncated }
        return nil
    }

    /// The next header; nil at two blocks of zeros, or where the archive ends without them.
    private mutating func nextRawHeader() throws(LayerFault) -> TarHeader? {
        try skip(to: nextHeader)
        guard let block = try block() else { return nil }
        if block.allSatisfy({ $0 == 0 }) {
            guard let second = try self.block() else { return nil }
            guard second.allSatisfy({ $0 == 0 }) else {
                throw .damagedHeader("one block of zeros is not an end")
            }
            return nil
        }
        dataEnd = position
        nextHeader = position
        return try TarHeader(block)
    }

    /// The data of an extended header.
    private mutating func headerData(_ header: TarHeader) throws(LayerFault) -> [UInt8] {
        let size = try header.size()
        guard size <= maximumHeaderBytes else {
            throw .damagedHeader("an extended header has more than \(maximumHeaderBytes) bytes")
        }
        try beginData(size)
        var data: [UInt8] = []
        while position < dataEnd {
            data += try piece(atMost: dataEnd - position)
        }
        return data
    }

    private mutating func beginData(_ size: Int64) throws(LayerFault) {
        // With room for the padding, and for any header after it.
        guard size <= Int64.max - position - (1 << 20) else {
            throw .damagedHeader("its size is more than any archive has")
        }
        dataEnd = position + size
        nextHeader = dataEnd + (512 - size % 512) % 512
        extents = [SparseExtent(offset: 0, length: size)]
    }

    // MARK: Data

    /// The next piece of the current entry's data.
    ///
    /// - Returns: The piece and where in the file it belongs; nil at the end. It may be read until the next call.
    /// - Throws: `LayerFault`.
    mutating func data() throws(LayerFault) -> (offset: Int64, bytes: UnsafeRawBufferPointer)? {
        while let extent = extents.popLast() {
            guard extent.length > 0 else { continue }
            let bytes = try piece(atMost: extent.length)
            let done = Int64(bytes.count)
            if done < extent.length {
                extents.append(
                    SparseExtent(offset: extent.offset + done, length: extent.length - done)
                )
            }
            return (extent.offset, bytes)
        }
        return nil
    }

    private mutating func readSparseMap(
        of entry: inout TarEntry,
        _ header: TarHeader,
        _ records: PaxRecords
    ) throws(LayerFault) {
        guard entry.kind == .file, let size = try sparseSize(header, records) else { return }
        let listed: [SparseExtent]
        if header.type == UInt8(ascii: "S") {
            listed = try readGNUMap(header)
            // The blocks of the map are not part of the data, although they lie before it.
            try beginData(entry.storedSize)
        } else if try records.number("GNU.sparse.major") == 1 {
            listed = try readMapInData()
        } else {
            listed = try SparseMap.extents(in: records) ?? []
        }
        let map = try SparseMap(listed, size: size, stored: dataEnd - position)
        entry.sparseMap = map
        entry.size = size
        extents = map.extents.reversed()
    }

    /// The size of a sparse file; nil where the file is not sparse.
    private func sparseSize(
        _ header: TarHeader,
        _ records: PaxRecords
    ) throws(LayerFault) -> Int64? {
        if header.type == UInt8(ascii: "S") { return try header.gnuSparse().size }
        let realSize = try records.number("GNU.sparse.realsize")
        let oldSize = try records.number("GNU.sparse.size")
        let size = realSize ?? oldSize
        if size == nil, records["GNU.sparse.major"] != nil {
            throw .damagedHeader("it is sparse and has no size")
        }
        return size
    }

    /// The old GNU map: in the header, and in further blocks before the data.
    private mutating func readGNUMap(_ header: TarHeader) throws(LayerFault) -> [SparseExtent] {
        var (map, continues, _) = try header.gnuSparse()
        while continues {
            guard let block = try block(), map.count <= SparseMap.maximumExtents else {
                throw .truncated
            }
            map += try TarHeader.gnuExtents(block[..<504])
            continues = block[504] != 0
        }
        return map
    }

    /// The map of PAX format 1.0: decimal numbers, one a line, in the first blocks of the data.
    private mutating func readMapInData() throws(LayerFault) -> [SparseExtent] {
        var lines: [ArraySlice<UInt8>] = []
        var line: [UInt8] = []
        var wanted = 1
        while lines.count < wanted {
            guard position < dataEnd, let block = try block() else { throw .truncated }
            for byte in block where lines.count < wanted {
                guard byte == UInt8(ascii: "\n") else {
                    line.append(byte)
                    guard line.count < 20 else { throw .damagedHeader("its sparse map is no map") }
                    continue
                }
                lines.append(line[...])
                line = []
                if lines.count == 1 { wanted = try Self.lineCount(of: lines[0]) }
            }
        }
        return try SparseMap.pairs(Array(lines.dropFirst()))
    }

    /// How many lines a map of this many extents has, the count included.
    private static func lineCount(of count: ArraySlice<UInt8>) throws(LayerFault) -> Int {
        guard let extents = TarNumber.decimal(count), extents <= SparseMap.maximumExtents else {
            throw .damagedHeader("its sparse map is too long")
        }
        return 1 + 2 * Int(extents)
    }

    // MARK: Bytes

    /// The next bytes, at least one.
    private mutating func piece(atMost count: Int64) throws(LayerFault) -> UnsafeRawBufferPointer {
        if window.isEmpty { window = try source.next() }
        guard !window.isEmpty else { throw .truncated }
        let taken = Int(min(Int64(window.count), count))
        let piece = UnsafeRawBufferPointer(rebasing: window[..<taken])
        window = UnsafeRawBufferPointer(rebasing: window[taken...])
        position += Int64(taken)
        return piece
    }

    /// The next 512 bytes; nil where nothing is left.
    private mutating func block() throws(LayerFault) -> [UInt8]? {
        if window.isEmpty { window = try source.next() }
        guard !window.isEmpty else { return nil }
        var block: [UInt8] = []
        block.reserveCapacity(TarHeader.length)
        while block.count < TarHeader.length {
            block += try piece(atMost: Int64(TarHeader.length - block.count))
        }
        return block
    }

    private mutating func skip(to end: Int64) throws(LayerFault) {
        guard end > position else { return }
        let inWindow = min(Int64(window.count), end - position)
        window = UnsafeRawBufferPointer(rebasing: window[Int(inWindow)...])
        position += inWindow
        position += source.jump(end - position)
        while position < end { _ = try piece(atMost: end - position) }
    }
}
