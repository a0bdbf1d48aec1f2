import CArchive
import Glibc
import HostSystem
import OCI
import SystemPackage
import Testing

@testable import Images

/// Whether the tests are run by root of the host, and not by root of a user namespace.
let isHostRoot: Bool = {
    let map = (try? OpenFile(opening: "/proc/self/uid_map").readAll(limit: 4096, name: "map")) ?? []
    let numbers = map.split { $0 == 0x20 || $0 == 0x0A }.map { String(decoding: $0, as: UTF8.self) }
    return geteuid() == 0 && numbers == ["0", "0", "4294967295"]
}()

/// The marks that whoever runs the tests can set.
let ownMarks: OverlayMarks = isHostRoot ? .trusted : .user

extension Trait where Self == ConditionTrait {
    /// Tests that mount: for root of the host, or of a user namespace with a mount namespace of its own.
    static var needsMounts: Self {
        .enabled("needs the right to mount: root, or \"unshare -Urm\"") {
            (try? DetachedMount(of: "tmpfs", [])) != nil
        }
    }

    /// Tests that make files of several users and devices.
    static var needsHostRoot: Self {
        .enabled(if: isHostRoot, "needs root of the host: it gives files to other users")
    }
}

/// A layer of these bytes, with the digests that it has.
func layer(
    _ bytes: [UInt8],
    in scratch: Scratch,
    plain: [UInt8]? = nil,
    diffID: Digest? = nil,
    descriptor: Descriptor? = nil
) throws -> Layer {
    let path = try scratch.file(FilePath("blob-\(UInt64.random(in: 0 ... .max))"), bytes)
    let file = try SharedFile(try OpenFile(opening: path), name: "blob")
    let own = diffID ?? .of(plain ?? bytes)
    return Layer(
        blob: try Blob(file),
        descriptor: descriptor
            ?? Descriptor(mediaType: .layer, digest: .of(bytes), size: Int64(bytes.count)),
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
    // The same bytes every time, not the time of day.
    if compression == .gzip { archive_write_set_filter_option(archive, "gzip", "timestamp", nil) }
    archive_write_set_bytes_in_last_block(archive, 1)
    var out = [UInt8](repeating: 0, count: bytes.count + bytes.count / 10 + 65_536)
    var used = 0
    let entry = archive_entry_new()
    defer { archive_entry_free(entry) }
    archive_entry_set_filetype(entry, 0o100000)  // A regular file.
    out.withUnsafeMutableBytes { buffer in
        _ = archive_write_open_memory(archive, buffer.baseAddress, buffer.count, &used)
        archive_write_header(archive, entry)
        bytes.withUnsafeBytes { _ = archive_write_data(archive, $0.baseAddress, $0.count) }
        archive_write_close(archive)
    }
    return Array(out[..<used])
}
