import CSandbox
import Glibc
package import SystemPackage

/// Work in a directory as a process would whose root it is: no symbolic link leads out.
extension Directory {
    /// Makes a directory with its parents, and opens it; one that is there is right.
    ///
    /// - Parameters:
    ///   - path: A path; a leading `/` means this directory.
    ///   - mode: The permissions of directories that are made.
    /// - Returns: The open directory.
    /// - Throws: `SystemError`; `ENOTDIR` where something else is in the way.
    package borrowing func makeDirectoryInRoot(_ path: FilePath, mode: UInt32 = 0o755)
        throws(SystemError) -> Directory
    {
        var reached = FilePath("/")
        for component in path.components {
            let above = try openInRoot(reached, O_RDONLY | O_DIRECTORY)
            let made = component.withPlatformString { mkdirat(above.descriptor, $0, mode) }
            if made < 0, errno != EEXIST { throw .last("make the directory \(path)", "mkdirat") }
            reached.append(component)
        }
        return Directory(
            adopting: try openInRoot(reached, O_RDONLY | O_DIRECTORY),
            path: self.path.appending(path.components)
        )
    }
}
