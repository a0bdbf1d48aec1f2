import Foundation
import HostSystem
import OCI
import SystemPackage

@testable import Images

/// An image made in memory, that can be written in all forms in which images come.
struct ImageFixture {
    /// The files of an OCI layout by name.
    private(set) var files: [String: [UInt8]] = [:]
    /// The descriptors of its index.
    var index: [Descriptor] = []

    init() {
        files["oci-layout"] = Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8)
    }

    /// One layer: the archive, and how it is stored.
    struct Part {
        var archive: [UInt8]
        var compression: Compression = .none

        init(_ compression: Compression = .none, _ build: (inout TarBuilder) -> Void) {
            var tar = TarBuilder()
            build(&tar)
            self.archive = tar.finished
            self.compression = compression
        }

        var stored: [UInt8] {
            compression == .none ? archive : compressed(archive, compression)
        }

        var mediaType: MediaType {
            switch compression {
            case .none: .layer
            case .gzip: .layerGzip
            case .zstd: .layerZstd
            case .xz, .bzip2:
                MediaType(rawValue: "application/vnd.oci.image.layer.v1.tar+\(compression)")
            }
        }
    }

    mutating func add(_ bytes: [UInt8], as type: MediaType) -> Descriptor {
        let digest = Digest.of(bytes)
        files[ImageLayout.path(of: digest)] = bytes
        return Descriptor(mediaType: type, digest: digest, size: Int64(bytes.count))
    }

    /// Adds an image to the layout, not yet to its index.
    mutating func image(
        _ parts: [Part],
        platform: Platform = .host,
        command: [String] = ["/bin/sh"]
    ) throws -> Descriptor {
        let configuration = ImageConfiguration(
            platform: platform,
            config: ExecutionParameters(environment: ["A=1"], command: command),
            diffIDs: parts.map { Digest.of($0.archive) }
        )
        let config = add(try Document.encode(configuration), as: .configuration)
        let layers = parts.map { add($0.stored, as: $0.mediaType) }
        let manifest = ImageManifest(config: config, layers: layers)
        return add(try Document.encode(manifest), as: .manifest)
    }

    mutating func replace(_ name: String, _ bytes: [UInt8]) {
        files[name] = bytes
    }

    mutating func remove(_ name: String) {
        files[name] = nil
    }

    private var allFiles: [String: [UInt8]] {
        get throws {
            var all = files
            if all["index.json"] == nil {
                all["index.json"] = try Document.encode(ImageIndex(manifests: index))
            }
            return all
        }
    }

    /// Writes the layout as a directory.
    func write(to name: String, in scratch: Scratch) throws -> FilePath {
        for (file, bytes) in try allFiles {
            try scratch.file(FilePath("\(name)/\(file)"), bytes)
        }
        return scratch.path.appending(name)
    }

    /// Writes the layout as an archive, the blobs before what refers to them.
    func archive(
        _ name: String,
        _ compression: Compression = .none,
        in scratch: Scratch,
        prefix: String = "./"
    ) throws -> FilePath {
        var tar = TarBuilder()
        for (file, bytes) in try allFiles.sorted(by: { $0.key < $1.key }) {
            tar.addRaw(Array("\(prefix)\(file)".utf8), bytes)
        }
        let bytes = tar.finished
        return try scratch.file(
            FilePath(name),
            compression == .none ? bytes : compressed(bytes, compression)
        )
    }

    /// Writes an archive as old versions of `docker save` did.
    static func dockerArchive(
        _ parts: [Part],
        tags: [String] = ["app:latest"],
        in scratch: Scratch,
        _ compression: Compression = .none,
        change: (inout TarBuilder, inout [DockerArchiveEntry]) -> Void = { _, _ in }
    ) throws -> FilePath {
        var tar = TarBuilder()
        let configuration = try Document.encode(
            ImageConfiguration(platform: .host, diffIDs: parts.map { Digest.of($0.archive) })
        )
        let config = "\(Digest.of(configuration).hex).json"
        var layers: [String] = []
        for (index, part) in parts.enumerated() {
            let name = "\(String(repeating: "\(index)", count: 64))/layer.tar"
            layers.append(name)
            tar.directory(String(repeating: "\(index)", count: 64) + "/")
            let twin = parts[..<index].firstIndex { $0.archive == part.archive }
            if let twin {
                tar.pax([("linkpath", "../\(String(repeating: "\(twin)", count: 64))/layer.tar")])
                tar.link(name, to: "x")
            } else {
                tar.addRaw(Array(name.utf8), part.stored)
            }
        }
        tar.addRaw(Array(config.utf8), configuration)
        var entries = [DockerArchiveEntry(config: config, repositoryTags: tags, layers: layers)]
        change(&tar, &entries)
        tar.addRaw(Array("manifest.json".utf8), try Document.encode(entries))
        let bytes = tar.finished
        return try scratch.file(
            "docker.tar",
            compression == .none ? bytes : compressed(bytes, compression)
        )
    }
}
