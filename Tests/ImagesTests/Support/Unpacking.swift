import CArchive
import Glibc
import HostSystem
import OCI
import SystemPackage

@testable import Images

/// The marks that whoever runs the tests can set.
let ownMarks: OverlayMarks = geteuid() == 0 ? .trusted : .user

/// A layer of these bytes, with the digests that it has.
func layer(
    _ bytes: [UInt8],
    in scratch: Scratch,
    plain: [UInt8]? = nil,
    diffID: Digest? = nil,
    descriptor: BlobIdentity? = nil
) throws -> Layer {
    let path = try scratch.file(FilePath("blob-\(UInt64.random(in: 0 ... .max))"), bytes)
    let file = try SharedFile(try OpenFile(opening: path), name: "blob")
    let own = diffID ?? .of(plain ?? bytes)
    return Layer(
        blob: try Blob(file),
        descriptor: descriptor ?? BlobIdentity(digest: .of(bytes), size: Int64(bytes.count)),
        diffID: own,
        chainID: own
    )
}

/// Unpacks a layer into the folder `target` of a scratch folder.
@discardableResult
func unpack(
    _ layer: Layer,
    in scratch: Scratch,
    to target: FilePath = "target",
    limits: LayerLimits = LayerLimits(entries: 10_000, bytes: 1 << 26),
    marks: OverlayMarks = ownMarks,
    over lowers: [Snapshot] = []
) throws(ImageError) -> LayerNotes {
    let unpacker = LayerUnpacker(marks: marks, limits: limits, interruption: Interruption())
    guard let directory = try? scratch.directory(target) else { throw .interrupted }
    return try unpacker.unpack(layer, into: directory) { lowers }
}

/// Unpacks an archive; the listing of what came of it.
func tree(
    of archive: [UInt8],
    in scratch: Scratch,
    over lowers: [Snapshot] = [],
    times: Bool = false
) throws -> TreeListing {
    try unpack(try layer(archive, in: scratch), in: scratch, over: lowers)
    return TreeListing("\(scratch.path)/target", times: times)
}

/// Compresses bytes with one of libarchive's writers.
func compressed(_ bytes: [UInt8], _ compression: Compression) -> [UInt8] {
    let archive = archive_write_new()
    defer { archive_write_free(archive) }
    archive_write_set_format_raw(archive)
    archive_write_add_filter(archive, compression.filter)
    archive_write_set_bytes_in_last_block(archive, 1)
    var out = [UInt8](repeating: 0, count: bytes.count + bytes.count / 10 + 65_536)
    var used = 0
    let entry = archive_entry_new()
    defer { archive_entry_free(entry) }
    archive_entry_set_filetype(entry, UInt32(S_IFREG))
    out.withUnsafeMutableBytes { buffer in
        _ = archive_write_open_memory(archive, buffer.baseAddress, buffer.count, &used)
        archive_write_header(archive, entry)
        bytes.withUnsafeBytes { _ = archive_write_data(archive, $0.baseAddress, $0.count) }
        archive_write_close(archive)
    }
    return Array(out[..<used])
}
