/// The warnings of one file while it is read: a few of each kind, and the number of the others.
struct WarningLog {
    private struct Entry {
        var kind: ReportWarning.Kind
        var message: String
        var offset: Int
    }

    private let perKindMax: Int
    private var entries: [Entry] = []
    private var counts: [ReportWarning.Kind: Int] = [:]
    private var lastOffsets: [ReportWarning.Kind: Int] = [:]

    init(perKindMax: Int) {
        self.perKindMax = perKindMax
    }

    /// Notes a warning; its message is only made where it is kept.
    mutating func add(
        _ kind: ReportWarning.Kind,
        _ message: @autoclosure () -> String,
        at offset: Int
    ) {
        counts[kind, default: 0] += 1
        if counts[kind, default: 0] <= perKindMax {
            entries.append(Entry(kind: kind, message: message(), offset: offset))
        } else {
            lastOffsets[kind] = offset
        }
    }

    /// The warnings in the order of the file.
    ///
    /// - Parameters:
    ///   - bytes: The file, to which the offsets belong.
    ///   - file: Its name.
    /// - Returns: At most so many of each kind, and one more that tells the number of the others.
    func warnings(in bytes: [UInt8], file: String) -> [ReportWarning] {
        var places = SourcePlaces(bytes)
        let all = (entries + summaries).sorted {
            ($0.offset, $0.kind.rawValue) < ($1.offset, $1.kind.rawValue)
        }
        return all.map { entry in
            let place = places.place(of: entry.offset)
            return ReportWarning(
                entry.kind,
                entry.message,
                file: file,
                line: place.line,
                column: place.column,
                excerpt: places.excerpt(around: entry.offset)
            )
        }
    }

    private var summaries: [Entry] {
        lastOffsets.map { kind, offset in
            let count = counts[kind, default: 0] - perKindMax
            let noun = count == 1 ? "warning" : "warnings"
            return Entry(kind: kind, message: "\(count) more \(noun) of this kind", offset: offset)
        }
    }
}
