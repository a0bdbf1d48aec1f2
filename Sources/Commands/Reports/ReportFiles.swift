import ArgumentParser
import Glibc
import HostSystem
import Reports
import SystemPackage

/// The report files that a command line names.
struct ReportFiles: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The reports; of a folder all that are known by their content; - is standard input.",
            valueName: "file"
        )
    )
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "The folder that attachments in a report may lie in, as the tests saw it.",
            valueName: "dir"
        )
    )
    var workspace: String?

    /// The largest report that is read, in bytes.
    private static let sizeMax = 1 << 30
    /// How many files of a folder are looked at.
    private static let filesMax = 100_000
    /// How deep folders are looked into.
    private static let depthMax = 32

    func validate() throws {
        if files.isEmpty { throw ValidationError("name at least one report") }
    }

    /// What each file holds.
    func read() throws -> [ReportContent] {
        let reader = ReportReader(workspace: workspace)
        return try files.flatMap { file in
            guard file != "-", Self.isFolder(file) else {
                return [reader.read(try bytes(of: file), file: file)]
            }
            let contents = try Self.filesBelow(file).map {
                reader.read(try bytes(of: $0), file: $0)
            }
            // What lies beside reports is no broken report.
            let known = contents.filter { $0.format != nil }
            if known.isEmpty {
                throw Console.fail("there is no report in \(file)", code: ExitCodes.wrongInput)
            }
            return known
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The regular files below a folder, in the order of their names; links are not followed.
    private static func filesBelow(_ folder: String) throws -> [String] {
        var files: [String] = []
        do throws(SystemError) {
            try collect(Directory(opening: FilePath(folder)), folder, 0, &files)
        } catch {
            throw Console.fail("\(error)", code: ExitCodes.wrongInput)
        }
        return files
    }

    private static func collect(
        _ directory: borrowing Directory,
        _ path: String,
        _ depth: Int,
        _ files: inout [String]
    ) throws(SystemError) {
        for name in try directory.names().map(\.string).sorted() where files.count < filesMax {
            var status = stat()
            let isThere =
                fstatat(directory.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
            let kind = status.st_mode & S_IFMT
            let full = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
            if isThere, kind == S_IFREG {
                files.append(full)
            } else if isThere, kind == S_IFDIR, depth < depthMax {
                try collect(directory.directory(FilePath(name)), full, depth + 1, &files)
            }
        }
    }

    private func bytes(of file: String) throws -> [UInt8] {
        do {
            if file == "-" {
                let descriptor = dup(STDIN_FILENO)
                return try OpenFile(adopting: descriptor).readAll(limit: Self.sizeMax, name: "-")
            }
            return try OpenFile(opening: FilePath(file)).readAll(limit: Self.sizeMax, name: file)
        } catch {
            throw Console.fail("\(error)", code: ExitCodes.wrongInput)
        }
    }
}
