import HostSystem
import OCI
import SystemPackage

/// Tells what would be copied without copying it: equal texts for equal results.
struct SourceDigest {
    let selection: SourceSelection
    /// Fields end in NUL, which is in no name, so that no two lists give one text.
    private var lines: [String] = []

    /// Nothing added yet.
    init(_ selection: SourceSelection) {
        self.selection = selection
    }

    /// The digest of all that was added.
    var digest: Digest { Digest.of(Array(lines.joined(separator: "\0\0").utf8)) }

    /// Adds a source with all that is in it.
    mutating func add(_ source: SelectedSource) throws {
        if let identity = selection.files.identity {
            lines.append("\(identity)\0\(source.path)\0\(source.targetName)")
            return
        }
        try add(source.path, source.entry, as: source.targetName, below: source.path)
    }

    private mutating func add(
        _ path: FilePath,
        _ entry: SourceEntry,
        as name: String,
        below top: FilePath
    ) throws {
        switch entry.kind {
        case .directory:
            // A folder of a commit is told by its id where nothing in it is left out.
            if selection.takesAll, selection.files.namesFolders, let object = entry.object {
                lines.append("tree\0\(object)\0\(name)")
                return
            }
            lines.append("folder\0\(entry.mode)\0\(name)")
            for child in try selection.content(of: path, below: top) {
                try add(child.path, child.entry, as: "\(name)/\(child.name)", below: top)
            }
        case .file, .symlink:
            let fingerprint = try selection.files.fingerprint(of: path, entry)
            lines.append("file\0\(entry.mode)\0\(name)\0\(fingerprint)")
        case .fifo, .special: lines.append("special\0\(entry.mode)\0\(name)")
        }
    }
}
