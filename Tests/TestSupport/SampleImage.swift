package import OCI

/// A small image made on the spot: its documents and layers as bytes.
package struct SampleImage: Sendable {
    /// All blobs by digest, documents included.
    package private(set) var blobs: [Digest: [UInt8]] = [:]
    /// The manifest.
    package private(set) var manifest: Descriptor
    /// The layers, bottom first.
    package private(set) var layers: [Descriptor] = []

    /// An image.
    ///
    /// - Parameters:
    ///   - layers: The files of each layer, by path; bottom first.
    ///   - command: What it runs.
    ///   - architecture: In Go's words.
    package init(
        _ layers: [[(String, [UInt8])]],
        command: [String] = ["/bin/true"],
        architecture: String = Platform.host.architecture
    ) {
        manifest = Descriptor(mediaType: .manifest, digest: .of([]), size: 0)
        var diffIDs: [String] = []
        for files in layers {
            let bytes = Self.tar(files)
            let descriptor = add(bytes, .layer)
            self.layers.append(descriptor)
            diffIDs.append("\"\(descriptor.digest)\"")
        }
        let words = command.map { "\"\($0)\"" }.joined(separator: ",")
        let configuration = add(
            Array(
                """
                {"architecture":"\(architecture)","os":"linux","config":{"Cmd":[\(words)],"Env":["PATH=/bin"]},\
                "rootfs":{"type":"layers","diff_ids":[\(diffIDs.joined(separator: ","))]}}
                """.utf8
            ),
            .configuration
        )
        let document = ImageManifest(config: configuration, layers: self.layers)
        manifest = add((try? Document.encode(document)) ?? [], .manifest)
        manifest.platform = Platform(os: "linux", architecture: architecture)
    }

    /// An index of several images, which has all their blobs.
    package static func index(of images: [SampleImage]) -> (
        index: Descriptor, blobs: [Digest: [UInt8]]
    ) {
        let document = ImageIndex(manifests: images.map(\.manifest))
        let bytes = (try? Document.encode(document)) ?? []
        var blobs = images.reduce(into: [:]) { $0.merge($1.blobs) { first, _ in first } }
        let digest = Digest.of(bytes)
        blobs[digest] = bytes
        return (Descriptor(mediaType: .index, digest: digest, size: Int64(bytes.count)), blobs)
    }

    private mutating func add(_ bytes: [UInt8], _ type: MediaType) -> Descriptor {
        let digest = Digest.of(bytes)
        blobs[digest] = bytes
        return Descriptor(mediaType: type, digest: digest, size: Int64(bytes.count))
    }

    /// A tar archive of regular files, all executable, with the folders that they are in.
    private static func tar(_ files: [(String, [UInt8])]) -> [UInt8] {
        var archive: [UInt8] = []
        var folders: Set<String> = []
        for (path, bytes) in files {
            let parts = path.split(separator: "/").dropLast()
            for count in parts.indices {
                let folder = parts[...count].joined(separator: "/") + "/"
                if folders.insert(folder).inserted { archive += header(folder, 0, "5") }
            }
            archive += header(path, bytes.count, "0") + bytes
            archive += [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
        }
        return archive + [UInt8](repeating: 0, count: 1024)
    }

    /// A ustar header; POSIX.1-1988.
    private static func header(_ name: String, _ size: Int, _ type: String) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, _ offset: Int) {
            for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
        }
        func octal(_ number: Int, _ width: Int) -> String {
            let digits = String(number, radix: 8)
            return String(repeating: "0", count: width - 1 - digits.count) + digits
        }
        put(name, 0)
        put(octal(0o755, 8), 100)
        put(octal(0, 8), 108)
        put(octal(0, 8), 116)
        put(octal(size, 12), 124)
        put(octal(1_700_000_000, 12), 136)
        put("        ", 148)
        put(type, 156)
        put("ustar\u{0}00", 257)
        put(octal(block.reduce(0) { $0 + Int($1) }, 7) + "\u{0} ", 148)
        return block
    }
}
