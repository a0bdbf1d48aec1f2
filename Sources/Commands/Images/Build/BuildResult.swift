import Builds
import Glibc
import HostSystem
import Images
import OCI
import Objects
import SystemPackage

/// What a build gave, on its way to where it is wanted.
struct BuildResult {
    let built: BuiltStage
    let descriptor: Descriptor
    let place: ImagePlace

    /// Gives it a name; nothing is written where the name means it already.
    func tag(_ name: ImageReference) throws {
        if try place.images.image(name)?.descriptor.digest == descriptor.digest { return }
        try place.images.tag(descriptor, as: name, because: .build)
    }

    /// Writes it to files.
    ///
    /// - Parameters:
    ///   - outputs: Where.
    ///   - names: What it is called in an archive.
    /// - Throws: `SystemError`, `ImageError`.
    func write(_ outputs: [BuildOutputOptions.Output], names: [ImageReference]) async throws {
        for output in outputs {
            switch output.kind {
            case .oci: try archive(.oci, output.path, names)
            case .docker: try archive(.docker, output.path, names)
            case .tar:
                let view = try view()
                try emit(output.path) { sink in try view.archive(to: sink) }
            case .local:
                guard let path = output.path else { continue }
                let view = try view()
                try FolderOutput(path).write(view.directory)
            }
        }
    }

    private func view() throws -> StackView {
        try StackView(built.layers, in: place.session, marks: place.marks)
    }

    private func archive(_ format: ArchiveFormat, _ path: FilePath?, _ names: [ImageReference])
        throws
    {
        let images =
            names.isEmpty
            ? [SavedImage(StoredImage(name: nil, descriptor: descriptor))]
            : names.map {
                SavedImage(StoredImage(name: ImageStore.name(of: $0), descriptor: descriptor))
            }
        try emit(path) { sink in
            try ArchiveSaver(place.content, format: format).save(images, to: sink)
        }
    }

    private func emit(
        _ path: FilePath?,
        _ body: (@escaping (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        if let path { return try NewFile.write(path, body) }
        guard isatty(STDOUT_FILENO) == 0 else {
            throw ObjectError("an archive is not shown on a terminal; name a file with dest=")
        }
        try body(ArchiveOutput.write)
    }

    /// Prints the image's id, and writes it to a file.
    func report(idFile: String?) throws {
        let id = try place.images.details(of: StoredImage(name: nil, descriptor: descriptor)).id
        if let idFile {
            try NewFile.write(FilePath(idFile), Array("\(id)".utf8))
        }
        Console.print("\(id)")
    }
}
