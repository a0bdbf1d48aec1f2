import ArgumentParser
import Glibc
import HostSystem
import Images
import OCI
import Objects
import SystemPackage

/// `cuvette image save`: writes images to an archive or a folder.
struct ImageSaveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "save",
        abstract: "Write images to an archive or a folder.",
        discussion: """
            FORMATS
              docker-archive     for docker, podman and readers of OCI layouts (default)
              oci-archive        an OCI image layout in an archive
              oci-dir            an OCI image layout in the folder -o, beside what is there
              docker-archive-v1  uncompressed layers, for programs that read nothing newer

            The same images give the same bytes. Of an image for several platforms all that are in the store are written, \
            or the one that --platform names.

            EXAMPLES
              cuvette image save -o app.tar app:1 app:latest
              cuvette image save app:1 | ssh host podman load
              cuvette image save --format oci-dir -o layout app:1
            """
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var platform: PlatformOption

    @Option(name: .shortAndLong, help: "A file or folder, in place of standard output.")
    var output: String?

    @Option(help: "docker-archive, oci-archive, oci-dir or docker-archive-v1.")
    var format = "docker-archive"

    @Argument(help: "Names or ids.")
    var images: [String]

    func run() throws {
        try ContainerCodes.report {
            let place = try ImagePlace(store)
            let chosen = try images.map { SavedImage(try saved($0, in: place.images)) }
            if format == "oci-dir" { return try saveFolder(chosen, place) }
            guard let format = ArchiveFormat(rawValue: format) else {
                let formats = ArchiveFormat.allCases.map(\.rawValue) + ["oci-dir"]
                throw ObjectError(
                    "--format \(self.format): expected \(formats.joined(separator: ", "))",
                    code: 1
                )
            }
            let saver = ArchiveSaver(
                place.content,
                format: format,
                platform: try platform.value()
            )
            guard let output else {
                guard isatty(STDOUT_FILENO) == 0 else {
                    throw ObjectError("an archive is not shown on a terminal; use -o", code: 1)
                }
                return try saver.save(chosen, to: ArchiveOutput.write)
            }
            try NewFile.write(FilePath(output)) { try saver.save(chosen, to: $0) }
        }
    }

    /// An image; by id, it has no name in the archive, as with Docker.
    private func saved(_ text: String, in images: ImageStore) throws -> StoredImage {
        var image = try images.find(text)
        let isNamed = (try? ImageReference(text)).flatMap { try? images.image($0) } != nil
        if !isNamed { image.name = nil }
        guard platform.platform != nil, image.descriptor.mediaType.isIndex else { return image }
        let details = try images.details(of: image, platform: try platform.value())
        image.descriptor = details.descriptor
        return image
    }

    private func saveFolder(_ images: [SavedImage], _ place: ImagePlace) throws {
        guard let output else {
            throw ObjectError("--format oci-dir needs a folder; use -o", code: 1)
        }
        try LayoutFolder(FilePath(output)).add(
            images,
            from: place.content,
            platform: try platform.value()
        )
    }
}

/// A file that appears when it is complete.
enum NewFile {
    /// Writes a file under another name first, so that nobody takes half an archive for a whole one.
    ///
    /// - Parameters:
    ///   - path: The file; one that is there gives way. What is no regular file, such as a pipe, is written to directly.
    ///   - body: Gets a function that adds bytes.
    /// - Throws: What the body throws, `SystemError`.
    static func write(
        _ path: FilePath,
        _ body: (@escaping (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        guard !isSpecial(path) else { return try body(try ArchiveFile(creating: path).write) }
        let temporary = FilePath("\(path).\(getpid()).tmp")
        do {
            try body(try ArchiveFile(creating: temporary).write)
            let renamed = temporary.withPlatformString { from in
                path.withPlatformString { rename(from, $0) }
            }
            try call("write \(path)", "rename", renamed)
        } catch {
            unlink(temporary.string)
            throw error
        }
    }

    /// The same for bytes that are there already.
    static func write(_ path: FilePath, _ bytes: [UInt8]) throws(SystemError) {
        guard !isSpecial(path) else {
            return try OpenFile(opening: path, O_WRONLY).writeAll(bytes, name: path.string)
        }
        let folder = path.removingLastComponent()
        let name = path.lastComponent.map { FilePath($0.string) } ?? path
        try Directory(opening: folder.isEmpty ? "." : folder).writeFile(name, bytes, mode: 0o644)
    }

    /// Whether a path leads to a pipe or a device, which must not be replaced: root would turn /dev/null into a file.
    private static func isSpecial(_ path: FilePath) -> Bool {
        var status = stat()
        guard path.withPlatformString({ stat($0, &status) }) == 0 else { return false }
        return status.st_mode & S_IFMT != S_IFREG
    }
}
