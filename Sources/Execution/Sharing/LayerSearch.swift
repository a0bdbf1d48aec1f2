import Glibc
import HostSystem
import Images
import Logs
import SystemPackage

/// Looks for secrets in the files of layers: in their content, their names and where links lead.
///
/// What is compressed or encrypted cannot be looked into, such as the packs of a git repository.
struct LayerSearch {
    /// A secret that stands in a file.
    struct Finding: Sendable, Hashable {
        /// Where, as a container sees it.
        var path: String
        /// The secret's name.
        var secret: String
    }

    private var search: SecretSearch
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
    private(set) var findings: [Finding] = []

    /// How many findings are told.
    static let maximumFindings = 20
    /// How deep folders are looked into.
    private static let maximumDepth = 500

    /// Looks through layers.
    ///
    /// - Parameters:
    ///   - snapshots: The layers.
    ///   - secrets: By name.
    /// - Returns: The first findings; empty where there is none.
    /// - Throws: `SystemError`.
    static func findings(in snapshots: [Snapshot], of secrets: [String: String]) throws(SystemError)
        -> [Finding]
    {
        var search = LayerSearch(search: SecretSearch(for: secrets))
        defer { search.buffer.deallocate() }
        guard !search.search.isIdle else { return [] }
        for snapshot in snapshots {
            try search.walk(try Directory(opening: snapshot.path), "", depth: 0)
        }
        return search.findings
    }

    private init(search: SecretSearch) {
        self.search = search
    }

    private mutating func walk(
        _ directory: borrowing Directory,
        _ path: String,
        depth: Int
    ) throws(SystemError) {
        guard depth < Self.maximumDepth else { return }
        for name in try directory.names() where findings.count < Self.maximumFindings {
            let place = "\(path)/\(name.string)"
            note(search.find(in: name.string.utf8), place)
            let relative = FilePath(root: nil, [name])
            var status = stat()
            let looked = relative.withPlatformString {
                fstatat(directory.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW)
            }
            try call("look at \(place)", "fstatat", looked)
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                let file = try directory.open(relative, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
                let child = Directory(adopting: file, path: directory.path.appending(name))
                try walk(child, place, depth: depth + 1)
            case S_IFREG: try read(try directory.open(relative, O_RDONLY | O_NOFOLLOW), place)
            case S_IFLNK: note(search.find(in: target(of: relative, in: directory)), place)
            default: break
            }
        }
    }

    private mutating func read(_ file: borrowing OpenFile, _ place: String) throws(SystemError) {
        search.restart()
        while case let count = try file.read(into: buffer), count > 0 {
            let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            guard let secret = search.push(piece) else { continue }
            return note(secret, place)
        }
    }

    private func target(of name: FilePath, in directory: borrowing Directory) -> [UInt8] {
        var text = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = name.withPlatformString {
            readlinkat(directory.descriptor, $0, &text, text.count)
        }
        return text.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
    }

    private mutating func note(_ secret: String?, _ place: String) {
        guard let secret else { return }
        findings.append(Finding(path: place, secret: secret))
    }
}
