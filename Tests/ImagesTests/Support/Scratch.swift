import Glibc
import HostSystem
import SystemPackage

/// A folder of one test, gone when the test is done.
final class Scratch: Sendable {
    let path: FilePath

    init() throws {
        var template = Array(
            (getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp").utf8CString.dropLast()
                + "/cuvette-images-XXXXXX".utf8CString
        )
        guard let made = mkdtemp(&template) else {
            throw SystemError("make a folder", call: "mkdtemp", errno: Errno(rawValue: errno))
        }
        path = FilePath(platformString: made)
    }

    deinit {
        let parent = try? Directory(opening: path.removingLastComponent())
        try? parent?.removeTree(FilePath(path.lastComponent?.string ?? "nothing"))
    }

    /// Makes a folder below and opens it.
    func directory(_ name: FilePath) throws -> Directory {
        try Directory(opening: path).makeDirectory(name, mode: 0o755)
    }

    /// Writes a file below.
    @discardableResult
    func file(_ name: FilePath, _ bytes: [UInt8]) throws -> FilePath {
        let folder = try Directory(creating: path.appending(name.string).removingLastComponent())
        try folder.writeFile(FilePath(name.lastComponent?.string ?? ""), bytes)
        return path.appending(name.string)
    }
}

/// Makes a symbolic link.
func symlinked(_ path: FilePath, to target: FilePath) -> Bool {
    symlink(target.string, path.string) == 0
}
