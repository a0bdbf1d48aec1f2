import ArgumentParser
import Glibc
import HostSystem
import Images
import OCI
import Objects
import SystemPackage

/// `cuvette image load`: takes images in from an archive or a folder.
struct ImageLoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Take images in from an archive or a folder.",
        discussion: """
            Read are OCI image layouts (folders and archives) and what docker save and podman save write, compressed with \
            gzip, zstd, xz or not at all.

            EXAMPLES
              cuvette image load -i app.tar.gz
              docker save app | cuvette image load
              cuvette image load -i layout --tag app:1
            """
    )

    @OptionGroup var store: StoreOptions

    @Option(name: .shortAndLong, help: "A file or folder, in place of standard input.")
    var input: String?

    @Option(name: .shortAndLong, help: "A name for the image, where there is one only.")
    var tag: [String] = []

    @Flag(name: .shortAndLong, help: "Show nothing but errors.")
    var quiet = false

    func run() throws {
        try ContainerCodes.report {
            let place = try ImagePlace(store)
            let references = try tag.map { try ImagePlace.name($0) }
            let path = try ImageInput.path(of: input, place.session)
            let taken = try ImageIntake(place.content).take(path, named: input ?? "standard input")
            guard references.isEmpty || taken.count == 1 else {
                throw ObjectError(
                    "--tag names one image, and there are \(taken.count) in it",
                    code: 1
                )
            }
            for image in taken { try list(image, references, place.images) }
        }
    }

    private func list(
        _ image: ImageIntake.Taken,
        _ own: [ImageReference],
        _ images: ImageStore
    ) throws {
        let references = own.isEmpty ? image.references : own
        for reference in references {
            try images.tag(image.descriptor, as: reference, because: .load)
            if !quiet { Console.print("Loaded image: \(reference.familiar)") }
        }
        guard references.isEmpty else { return }
        try images.keep(image.descriptor)
        let stored = StoredImage(name: nil, descriptor: image.descriptor)
        let id = try images.details(of: stored).id
        if !quiet { Console.print("Loaded image ID: \(id)") }
    }
}

/// Archives that come through a pipe.
enum ImageInput {
    /// Where an archive can be read at any place: where it lies, or a copy of what comes through a pipe.
    ///
    /// - Parameters:
    ///   - name: A file, a folder or a pipe; nil for standard input.
    ///   - session: Keeps the copy.
    /// - Returns: The path.
    /// - Throws: `ObjectError`, `SystemError`.
    static func path(of name: String?, _ session: Session) throws -> FilePath {
        guard let name else { return try spool(session) }
        var status = stat()
        // What is not there is told of by whoever opens it.
        guard stat(name, &status) == 0,
            ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
        else { return FilePath(name) }
        let pipe = try OpenFile(opening: FilePath(name), O_RDONLY)
        return try session.spool(pipe.descriptor)
    }

    /// Copies standard input into a file of the session.
    static func spool(_ session: Session) throws -> FilePath {
        guard isatty(STDIN_FILENO) == 0 else {
            throw ObjectError(
                "nothing to read: standard input is a terminal",
                hint: "name a file with -i",
                code: 1
            )
        }
        return try session.spool(STDIN_FILENO)
    }
}
