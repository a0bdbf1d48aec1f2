import Containers
import ArgumentParser
import Glibc
import HostSystem
import Images
import Objects
import SystemPackage

/// `cuvette container cp`: copies files into a container or out of it.
struct ContainerCopyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cp",
        abstract: "Copy files into a container or out of it.",
        discussion: """
            One of the two places is CONTAINER:PATH, the other a path of the host. As a target, - is a tar archive on \
            standard output.
            """
    )

    @OptionGroup var store: StoreOptions

    @Flag(name: .shortAndLong, help: "Keep the numbers of owners.")
    var archive = false

    @Flag(
        name: [.customShort("L"), .customLong("follow-link")],
        help: "Copy what a link leads to."
    )
    var followLink = false

    @Argument(help: "From where.")
    var source: String

    @Argument(help: "To where.")
    var target: String

    func run() throws {
        try ContainerCodes.report {
            let place = try ContainerPlace(try store.open())
            let from = CopyPlace(source)
            let to = CopyPlace(target)
            var copy = FileCopy()
            copy.keepsOwners = archive
            copy.followsLink = followLink
            guard (from.container == nil) != (to.container == nil) else {
                throw ObjectError("one of the two places must be CONTAINER:PATH", code: 1)
            }
            guard source != "-" else {
                throw ObjectError(
                    "- as the source is not supported yet",
                    hint: "\"cuvette container exec -i NAME tar -x\" unpacks an archive",
                    code: 1
                )
            }
            if let name = from.container {
                try withRoot(name, place, from.path) { root in
                    try copyOut(copy, from.path, root)
                }
            } else if let name = to.container {
                try withRoot(name, place, to.path) { root in
                    try copy.copy(
                        try from.absolute(),
                        in: try Directory(opening: "/"),
                        to: to.path,
                        in: root
                    )
                }
            }
        }
    }

    private func copyOut(_ copy: FileCopy, _ path: String, _ root: borrowing Directory) throws {
        guard target == "-" else {
            let target = try CopyPlace(target).absolute()
            return try copy.copy(path, in: root, to: target, in: try Directory(opening: "/"))
        }
        guard isatty(STDOUT_FILENO) == 0 else {
            throw ObjectError("an archive is not shown on a terminal", code: 1)
        }
        try copy.archive(path, in: root, ArchiveOutput.write)
    }

    private func withRoot(
        _ name: String,
        _ place: ContainerPlace,
        _ path: String,
        _ body: (borrowing Directory) throws -> Void
    ) throws {
        let container = try place.shelf.find(name)
        let files = ContainerFiles(container, place.session, rights: place.rights)
        if let point = files.mount(over: path) {
            throw ObjectError(
                "\(path) is in a mount (\(point.destination)) of container \(name), which does not run",
                hint: "start it first",
                code: 1
            )
        }
        try files.withRoot(body)
    }
}

/// One of the two places of `cp`.
struct CopyPlace {
    /// Nil for the host.
    let container: String?
    /// In a container always absolute.
    let path: String

    /// Reads `CONTAINER:PATH` or a path; a path with a colon begins with `/` or `.`.
    init(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let first = text.first, first != "/", first != "." else {
            container = nil
            path = text
            return
        }
        container = String(parts[0])
        path = parts[1].hasPrefix("/") ? String(parts[1]) : "/\(parts[1])"
    }

    /// The path of the host from its root on.
    func absolute() throws(SystemError) -> String {
        if path.hasPrefix("/") { return path }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard let text = getcwd(&buffer, buffer.count) else {
            throw .last("find the working directory", "getcwd")
        }
        return "\(String(cString: text))/\(path)"
    }
}

/// Where archives go.
enum ArchiveOutput {
    /// Writes to standard output.
    static func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = Glibc.write(STDOUT_FILENO, part.baseAddress, part.count)
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw SystemError.last("write the archive", "write")
            }
        }
    }
}

/// `cuvette container export`: writes all files of a container as an archive.
struct ContainerExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write all files of a container as a tar archive, without what is mounted."
    )

    @OptionGroup var store: StoreOptions

    @Option(name: .shortAndLong, help: "A file, in place of standard output.")
    var output: String?

    @Argument(help: "A name or id.")
    var container: String

    func run() throws {
        try ContainerCodes.report {
            let place = try ContainerPlace(try store.open())
            let found = try place.shelf.find(container)
            let files = ContainerFiles(found, place.session, rights: place.rights)
            guard let output else {
                guard isatty(STDOUT_FILENO) == 0 else {
                    throw ObjectError("an archive is not shown on a terminal; use -o", code: 1)
                }
                return try files.export(ArchiveOutput.write)
            }
            let file = try ArchiveFile(creating: FilePath(output))
            try files.export(file.write)
        }
    }
}
