import HostSystem
import OCI
import SystemPackage

/// Texts of the Dockerfile itself that are copied: its here-documents.
struct TextFiles: SourceFiles {
    /// The texts by name.
    let texts: [FilePath: String]

    func entry(at path: FilePath) throws -> SourceEntry? {
        if path.isEmpty { return SourceEntry(kind: .directory, mode: 0o755) }
        guard let text = texts[path] else { return nil }
        var entry = SourceEntry(kind: .file, mode: 0o644, size: Int64(text.utf8.count))
        entry.seconds = Int(Source.fileTime)
        return entry
    }

    func names(in path: FilePath) throws -> [FilePath.Component] {
        texts.keys.compactMap(\.lastComponent).sorted { $0.string < $1.string }
    }

    func copy(_ path: FilePath, _ entry: SourceEntry, to file: borrowing OpenFile) throws {
        try file.writeAll(Array((texts[path] ?? "").utf8), name: path.string)
    }

    func fingerprint(of path: FilePath, _ entry: SourceEntry) throws -> String {
        "text \(Digest.of(Array((texts[path] ?? "").utf8)))"
    }
}
