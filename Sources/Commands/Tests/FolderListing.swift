import Execution
import Glibc
import HostSystem
import SystemPackage

/// The files below the current directory, version control's own aside.
enum FolderListing {
    /// Files that match any of some globs, in order of their paths; symbolic links are files.
    static func files(matching globs: [String]) throws -> [String] {
        let patterns = globs.map { GlobPattern($0) }
        var found: [String] = []
        try walk(try Directory(opening: "."), "", patterns, &found)
        return found.sorted()
    }

    private static func walk(
        _ folder: borrowing Directory,
        _ path: String,
        _ patterns: [GlobPattern],
        _ found: inout [String]
    ) throws {
        for name in try folder.names() where name.string != ".git" {
            let place = "\(path)/\(name.string)"
            var status = stat()
            guard fstatat(folder.descriptor, name.string, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                continue
            }
            if status.st_mode & S_IFMT == S_IFDIR {
                guard patterns.contains(where: { $0.mayMatch(below: place) }) else { continue }
                try walk(try folder.directory(FilePath(name.string)), place, patterns, &found)
            } else if patterns.contains(where: { $0.matches(place) }) {
                found.append(String(place.dropFirst()))
            }
        }
    }
}
