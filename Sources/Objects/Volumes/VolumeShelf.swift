import FoundationEssentials
import Glibc
import HostSystem
package import Images
import SystemPackage

/// The volumes of a store; those of pipelines' `caches:` are among them.
package struct VolumeShelf: Sendable {
    private let store: Store

    /// The volumes of a store.
    package init(_ store: Store) {
        self.store = store
    }

    private func folder() throws(SystemError) -> Directory { try store.folder("volumes") }

    /// All volumes by name.
    ///
    /// - Throws: `SystemError`.
    package func all() throws -> [Volume] {
        let folder = try folder()
        return try folder.names().map(\.string).filter(ObjectName.isValid).sorted()
            .map { try volume($0, folder) }
    }

    /// A volume by its name; nil where there is none.
    package func find(_ name: String) throws -> Volume? {
        let folder = try folder()
        guard ObjectName.isValid(name), folder.contains(FilePath(name)) else { return nil }
        return try volume(name, folder)
    }

    private func volume(_ name: String, _ folder: borrowing Directory) throws -> Volume {
        var notes = Volume.Notes()
        if folder.contains(Self.notes(of: name)) {
            let bytes = try folder.readFile(Self.notes(of: name), limit: 1 << 20)
            notes = try JSONDecoder().decode(Volume.Notes.self, from: Data(bytes))
        }
        let path = store.path.appending("volumes").appending(name)
        return Volume(name: name, path: path.string, notes: notes)
    }

    private static func notes(of name: String) -> FilePath { FilePath(".\(name).json") }

    /// The volume of a name, made where it is missing.
    ///
    /// - Parameters:
    ///   - name: Its name; a random one where nil.
    ///   - labels: For a new one.
    /// - Returns: The volume.
    /// - Throws: `ObjectError` for what is no name, `SystemError`.
    package func make(_ name: String?, labels: [String: String] = [:]) throws -> Volume {
        let chosen = name ?? ContainerID.make()
        guard ObjectName.isValid(chosen) else {
            throw ObjectError(
                "\"\(chosen)\" is no name of a volume",
                hint: "a name is \(ObjectName.rule); a path of the host begins with / or ."
            )
        }
        if let volume = try find(chosen) { return volume }
        var notes = Volume.Notes()
        notes.created = UTCTime.now
        notes.labels = labels
        notes.isAnonymous = name == nil
        let folder = try folder()
        // The notes first: a folder without them counts as one that was there before.
        try folder.writeFile(Self.notes(of: chosen), Array(try JSONEncoder().encode(notes)))
        _ = try folder.makeDirectory(FilePath(chosen), mode: 0o755)
        return try volume(chosen, folder)
    }

    /// The containers that use a volume, by id.
    ///
    /// - Throws: `SystemError`, `ObjectError`.
    package func users(of name: String) throws -> [String] {
        try ContainerShelf(store).all().map(\.configuration)
            .filter { $0.mounts.contains { $0.kind == .volume && $0.name == name } }
            .map(\.id)
    }

    /// Takes a volume away with all that is in it.
    ///
    /// - Throws: `ObjectError` where there is none, or a container uses it.
    package func remove(_ name: String) throws {
        guard try find(name) != nil else {
            throw ObjectError("there is no volume \"\(name)\"", code: 1)
        }
        let users = try users(of: name)
        guard users.isEmpty else {
            let ids = users.map { $0.prefix(ContainerID.shortLength) }.joined(separator: ", ")
            throw ObjectError("volume \"\(name)\" is in use by \(ids)", code: 1)
        }
        try discard(name)
    }

    /// Takes away the volumes that no container uses.
    ///
    /// - Parameter all: Whether those with a name go too.
    /// - Returns: The names of those that are gone.
    /// - Throws: `SystemError`.
    package func prune(all: Bool) throws -> [String] {
        let used = Set(
            try ContainerShelf(store).all().flatMap(\.configuration.mounts).compactMap(\.name)
        )
        let unused = try self.all().filter { !used.contains($0.name) }
            .filter { $0.notes.isAnonymous || all && !$0.notes.created.isEmpty }
        for volume in unused { try discard(volume.name) }
        return unused.map(\.name)
    }

    func discard(_ name: String) throws(SystemError) {
        let folder = try folder()
        let discarded = FilePath(".removed-\(name)")
        try folder.rename(FilePath(name), to: folder, as: discarded)
        try folder.removeFile(Self.notes(of: name))
        try folder.removeTree(discarded)
    }
}
