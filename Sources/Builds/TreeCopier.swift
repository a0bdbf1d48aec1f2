import Glibc
import HostSystem
import SystemPackage

/// Copies a tree of the host: files, folders and symbolic links, with their permissions; what may not be read or is
/// of another kind is left out.
struct TreeCopier {
    /// Copies one name.
    ///
    /// - Parameters:
    ///   - path: A file, folder or link of the host; one that is not there is right.
    ///   - directory: Where the copy goes.
    ///   - name: What the copy is called.
    ///   - hidden: Paths, relative to `/`, that are left out.
    /// - Throws: `SystemError` where the copy cannot be written.
    func copy(
        _ path: FilePath,
        to directory: borrowing Directory,
        as name: String,
        except hidden: Set<String> = []
    ) throws(SystemError) {
        var status = stat()
        guard path.withPlatformString({ lstat($0, &status) }) == 0 else { return }
        if hidden.contains(String(path.string.dropFirst())) { return }
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            try copyDirectory(path, status.st_mode, to: directory, as: name, except: hidden)
        case S_IFLNK: try copyLink(path, to: directory, as: name)
        case S_IFREG: try copyFile(path, status.st_mode, to: directory, as: name)
        default: return
        }
    }

    private func copyDirectory(
        _ path: FilePath,
        _ mode: mode_t,
        to directory: borrowing Directory,
        as name: String,
        except hidden: Set<String>
    ) throws(SystemError) {
        let target = try directory.makeDirectory(FilePath(name), mode: 0o755)
        // A folder that may not be read is an empty one in the copy.
        guard let source = try? Directory(opening: path), let names = try? source.names() else {
            return
        }
        for child in names {
            try copy(path.appending(child), to: target, as: child.string, except: hidden)
        }
        fchmod(target.descriptor, mode & 0o1777 | 0o700)
    }

    private func copyLink(
        _ path: FilePath,
        to directory: borrowing Directory,
        as name: String
    ) throws(SystemError) {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = path.withPlatformString { readlink($0, &target, target.count - 1) }
        guard length > 0 else { return }
        let made = symlinkat(target, directory.descriptor, name)
        if made < 0, errno != EEXIST { throw .last("link \(name)", "symlinkat") }
    }

    private func copyFile(
        _ path: FilePath,
        _ mode: mode_t,
        to directory: borrowing Directory,
        as name: String
    ) throws(SystemError) {
        guard let source = try? OpenFile(opening: path) else { return }
        let flags = O_WRONLY | O_CREAT | O_EXCL
        let target = try directory.open(FilePath(name), flags, mode: UInt32(mode & 0o777 | 0o200))
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(source.descriptor, &buffer, buffer.count)
            guard count > 0 else { return }
            try target.writeAll(Array(buffer[..<count]), name: name)
        }
    }
}
