import HostSystem
import OCI
import SystemPackage

/// Unpacks layers into directories that overlayfs can take as lower layers.
///
/// One pass: the blob is read, hashed, decompressed, hashed again and written. Whether it was the right blob is known
/// only at the end, so the directory must be thrown away where this throws.
struct LayerUnpacker: Sendable {
    /// The name space of overlayfs's marks.
    var marks: OverlayMarks
    /// What is too much.
    var limits: LayerLimits
    /// Looked at between two entries, and between two pieces of a large one.
    var interruption: Interruption

    /// Unpacks one layer.
    ///
    /// - Parameters:
    ///   - layer: Which.
    ///   - directory: Empty, and nobody else's while this runs.
    ///   - lowers: Gives the finished layers below, bottom first; only called where the layer needs them, and may wait
    ///     for them.
    /// - Returns: What was left out.
    /// - Throws: `ImageError.layer`.
    func unpack(
        _ layer: Layer,
        into directory: borrowing Directory,
        over lowers: () throws(LayerFault) -> [Snapshot]
    ) throws(ImageError) -> LayerNotes {
        var progress = Progress.whole
        do throws(LayerFault) {
            let stream = try LayerStream(layer, maximumBytes: limits.bytes, interruption)
            var writer = try LayerWriter(into: directory, marks: marks)
            do throws(LayerFault) {
                try write(stream, to: &writer, &progress)
                try stream.verify()
            } catch {
                throw stream.cause(of: error)
            }
            try finish(&writer, over: lowers)
            return writer.notes
        } catch {
            throw .layer(diffID: layer.diffID, progress.place, error)
        }
    }

    private func write(
        _ stream: LayerStream,
        to writer: inout LayerWriter,
        _ progress: inout Progress
    ) throws(LayerFault) {
        var reader = TarReader(stream)
        var entries = 0
        var bytesLeft = limits.bytes
        while let entry = try reader.next() {
            progress = .entry(entry.name)
            try interruption.check()
            entries += 1
            guard entries + writer.impliedCount <= limits.entries, !writer.isFull else {
                throw .tooManyEntries(limit: limits.entries)
            }
            bytesLeft -= entry.size
            guard bytesLeft >= 0 else { throw .tooManyBytes(limit: limits.bytes) }
            try writer.write(entry, from: &reader)
            progress = .after(entry.name)
        }
        progress = .whole
    }

    /// How far it is; names are made printable only for a message.
    private enum Progress {
        case entry([UInt8])
        case after([UInt8])
        case whole

        var place: LayerPlace {
            switch self {
            case .entry(let name): .entry(LayerPlace.printable(name))
            case .after(let name): .after(LayerPlace.printable(name))
            case .whole: .whole
            }
        }
    }

    private func finish(
        _ writer: inout LayerWriter,
        over lowers: () throws(LayerFault) -> [Snapshot]
    ) throws(LayerFault) {
        var implied: [FilePath: FileAttributes] = [:]
        if !writer.impliedDirectories.isEmpty {
            let below = LowerLayers(try lowers(), marks: marks)
            for path in writer.impliedDirectories {
                implied[path] = try below.attributes(of: path)
            }
        }
        try writer.finish(implied: implied)
    }
}
