import Glibc
import HostSystem
import OCI
import SystemPackage

/// An image layout with three layers of this machine's own files, packed by tar and gzip.
struct LayoutOfHost {
    /// The layout.
    let path: FilePath
    /// The packed layers.
    private(set) var layers: [FilePath] = []
    /// The size of the layers, not packed.
    private(set) var plainBytes: Int64 = 0
    /// The size of the layers, packed.
    private(set) var packedBytes: Int64 = 0
    private let workshop: Workshop

    /// Where files are taken from, a layer each: many small ones, libraries, programs.
    private static let folders = ["/usr/share", "/usr/lib", "/usr/bin"]
    /// How many bytes of each.
    private static let layerBytes = 85_000_000

    init(in workshop: Workshop) throws {
        self.workshop = workshop
        path = try workshop.folder("layout")
        let blobs = try Directory(opening: path).makeDirectory("blobs/sha256")
        var descriptors: [Descriptor] = []
        var diffIDs: [Digest] = []
        for folder in Self.folders {
            let (diffID, descriptor) = try layer(of: folder, in: blobs)
            diffIDs.append(diffID)
            descriptors.append(descriptor)
        }
        try writeDocuments(descriptors, diffIDs, in: blobs)
    }

    private mutating func layer(
        of folder: String,
        in blobs: borrowing Directory
    ) throws -> (Digest, Descriptor) {
        let tar = workshop.fresh("layer.tar")
        let script = """
            find "$1" -xdev -type f -size -16M -printf '%s %p\\n' | sort -k 2 \
            | awk -v most=\(Self.layerBytes) '{ sum += $1; if (sum > most) exit; sub(/^[0-9]+ \\//, ""); print }' \
            | tar -C / -cf "$2" --no-recursion -T - && gzip -6 -k "$2"
            """
        try Program(installed: "sh", ["-c", script, "sh", folder, tar.string]).run()
        let packed = FilePath(tar.string + ".gz")
        let (diffID, plainSize) = try Self.digest(of: tar)
        let (digest, packedSize) = try Self.digest(of: packed)
        let place = path.appending("blobs/sha256").appending(digest.hex)
        let from = try Directory(opening: packed.removingLastComponent())
        if let name = packed.lastComponent {
            try from.rename(FilePath(name.string), to: blobs, as: FilePath(digest.hex))
        }
        try workshop.remove(tar)
        layers.append(place)
        plainBytes += plainSize
        packedBytes += packedSize
        return (
            diffID, Descriptor(mediaType: .layerGzip, digest: digest, size: packedSize)
        )
    }

    private static func digest(of file: FilePath) throws -> (Digest, Int64) {
        let open = try OpenFile(opening: file)
        var digester = Digester()
        var size: Int64 = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try open.read(into: buffer)
            if count == 0 { return (digester.digest(), size) }
            digester.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            size += Int64(count)
        }
    }

    private func writeDocuments(
        _ layers: [Descriptor],
        _ diffIDs: [Digest],
        in blobs: borrowing Directory
    ) throws {
        func keep(_ bytes: [UInt8], _ type: MediaType) throws -> Descriptor {
            let digest = Digest.of(bytes)
            try blobs.writeFile(FilePath(digest.hex), bytes)
            return Descriptor(mediaType: type, digest: digest, size: Int64(bytes.count))
        }
        let list = diffIDs.map { "\"\($0)\"" }.joined(separator: ",")
        let configuration = try keep(
            Array(
                """
                {"architecture":"\(Platform.host.architecture)","os":"linux",\
                "rootfs":{"type":"layers","diff_ids":[\(list)]}}
                """.utf8
            ),
            .configuration
        )
        let manifest = ImageManifest(config: configuration, layers: layers)
        var listed = try keep(try Document.encode(manifest), .manifest)
        listed.annotations = ["org.opencontainers.image.ref.name": "image"]
        let layout = try Directory(opening: path)
        try layout.writeFile("index.json", try Document.encode(ImageIndex(manifests: [listed])))
        try layout.writeFile("oci-layout", Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))
    }
}
