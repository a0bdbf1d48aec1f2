/// A part of a sparse file that has data; all else is zeros.
struct SparseExtent: Sendable, Hashable {
    /// Where it begins in the file.
    var offset: Int64
    /// How many bytes it has.
    var length: Int64
}

/// Which parts of a file are stored in the archive, one behind the other.
struct SparseMap: Sendable, Hashable {
    /// In the order of the file, not overlapping, none empty.
    let extents: [SparseExtent]
    /// The size of the file.
    let size: Int64

    /// How many extents are accepted: a map is kept in memory.
    static let maximumExtents = 1 << 20

    /// A map that has been checked.
    ///
    /// - Parameters:
    ///   - extents: As the archive lists them; empty ones only mark the end.
    ///   - size: The size of the file.
    ///   - stored: How many bytes the archive holds for it.
    /// - Throws: `LayerFault.damagedHeader` where they overlap, go beyond the file, or are not what is stored.
    init(_ extents: [SparseExtent], size: Int64, stored: Int64) throws(LayerFault) {
        var end: Int64 = 0
        var sum: Int64 = 0
        for extent in extents {
            guard extent.offset >= end, extent.length >= 0,
                extent.length <= size, extent.offset <= size - extent.length
            else { throw .damagedHeader("its sparse map is not in order") }
            end = extent.offset + extent.length
            sum += extent.length
        }
        guard sum == stored else { throw .damagedHeader("its sparse map is not of its data") }
        self.extents = extents.filter { $0.length > 0 }
        self.size = size
    }

    /// Reads the map of the PAX formats 0.0 and 0.1, which is in the records.
    ///
    /// - Parameter records: Of the entry.
    /// - Returns: The extents; nil where the entry is not sparse in these formats.
    /// - Throws: `LayerFault`.
    static func extents(in records: PaxRecords) throws(LayerFault) -> [SparseExtent]? {
        if let map = records["GNU.sparse.map"] {
            return try pairs(
                map.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            )
        }
        guard records["GNU.sparse.numblocks"] != nil else { return nil }
        let numbers = records.records
            .filter { $0.key == "GNU.sparse.offset" || $0.key == "GNU.sparse.numbytes" }
        return try pairs(numbers.map { $0.value[...] })
    }

    /// Turns offset, length, offset, length … into extents.
    static func pairs(_ numbers: [ArraySlice<UInt8>]) throws(LayerFault) -> [SparseExtent] {
        guard numbers.count.isMultiple(of: 2), numbers.count / 2 <= maximumExtents else {
            throw .damagedHeader("its sparse map is incomplete or too long")
        }
        var extents: [SparseExtent] = []
        for index in stride(from: 0, to: numbers.count, by: 2) {
            guard let offset = TarNumber.decimal(numbers[index]),
                let length = TarNumber.decimal(numbers[index + 1])
            else { throw .damagedHeader("its sparse map holds something else than numbers") }
            extents.append(SparseExtent(offset: offset, length: length))
        }
        return extents
    }
}
