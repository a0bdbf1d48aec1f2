import Glibc
import HostSystem
import Reports
import SystemPackage

/// Writes reports to the files that a command line names, each under a temporary name first; pipes and devices directly.
struct ReportPress {
    /// The files.
    let targets: [ReportTarget]

    /// Makes the folders of the files, so that a path that cannot be is told before a run and not behind it.
    func prepare() throws(SystemError) {
        for target in targets where !target.isStandardOutput {
            if target.format == .junit(.surefire) {
                _ = try Self.folder(FilePath(target.path))
            } else {
                _ = try Self.folder(of: FilePath(target.path))
            }
        }
    }

    /// Writes a report to all files.
    func write(_ report: TestReport, _ context: ReportContext) throws(SystemError) {
        for target in targets {
            if target.format == .junit(.surefire) {
                let folder = try Self.folder(FilePath(target.path))
                for file in JUnitWriter(.surefire).surefireFiles(report) {
                    try folder.writeFile(FilePath(file.name), file.bytes, mode: 0o644)
                }
                continue
            }
            let bytes = Self.bytes(of: report, context, as: target.format)
            if target.isStandardOutput {
                Console.write("", bytes, to: STDOUT_FILENO)
                continue
            }
            let path = FilePath(target.path)
            _ = try Self.folder(of: path)
            try NewFile.write(path, bytes)
        }
    }

    private static func bytes(
        of report: TestReport,
        _ context: ReportContext,
        as format: ReportTarget.Format
    ) -> [UInt8] {
        switch format {
        case .junit(let profile): JUnitWriter(profile).write(report)
        case .html: HTMLWriter(context).write(report)
        case .markdown(let budget): MarkdownWriter(context, bytesMax: budget).write(report)
        case .json: CTRFWriter(context).write(report)
        case .tap: TAPWriter().write(report)
        case .github: GitHubWriter(context).write(report)
        case .badge: BadgeWriter(context).write(report)
        }
    }

    private static func folder(of path: FilePath) throws(SystemError) -> Directory {
        let folder = path.removingLastComponent()
        return try self.folder(folder.isEmpty ? "." : folder)
    }

    /// Opens a folder, and makes it and those above it where they are missing.
    private static func folder(_ path: FilePath) throws(SystemError) -> Directory {
        do throws(SystemError) {
            return try Directory(opening: path)
        } catch {
            guard error.errno == .noSuchFileOrDirectory, let name = path.lastComponent else {
                throw error
            }
            return try folder(of: path).makeDirectory(FilePath(name.string), mode: 0o755)
        }
    }
}
