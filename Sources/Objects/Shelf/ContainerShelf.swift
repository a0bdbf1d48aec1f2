import FoundationEssentials
import Glibc
package import HostSystem
package import Images
import SystemPackage

/// The containers of a store.
package struct ContainerShelf: Sendable {
    /// The store.
    package let store: Store

    private static let names: FilePath = ".names"

    /// The containers of a store.
    package init(_ store: Store) {
        self.store = store
    }

    private func folder() throws(SystemError) -> Directory { try store.folder("containers") }

    /// All containers, newest first; those that were left without a monitor are mended.
    ///
    /// - Parameter damaged: Told of each container whose record cannot be read, to go on without it; throws where it is
    ///   not given, since what such a container uses nobody knows.
    /// - Returns: Those that can be read.
    /// - Throws: `SystemError`, `ObjectError`.
    package func all(
        damaged: (ObjectError) throws -> Void = { throw $0 }
    ) throws -> [StoredContainer] {
        try identifiers().compactMap { id in
            do {
                return try StoredContainer(try open(id)).mended()
            } catch let error as SystemError where error.errno == .noSuchFileOrDirectory {
                // One that is removed meanwhile is not there.
                guard try folder().contains(FilePath(id)) else { return nil }
                try damaged(Self.damaged(id, error.description))
            } catch let error as ObjectError {
                try damaged(Self.damaged(id, error.description))
            }
            return nil
        }
        .sorted { $0.configuration.created > $1.configuration.created }
    }

    private func identifiers() throws(SystemError) -> [String] {
        try folder().names().map(\.string).filter(ContainerID.isValid)
    }

    private static func short(_ id: String) -> Substring { id.prefix(ContainerID.shortLength) }

    private static func damaged(_ id: String, _ reason: String) -> ObjectError {
        ObjectError(
            reason,
            hint: "\"cuvette container rm -f \(short(id))\" takes the container away"
        )
    }

    private func open(_ id: String) throws(SystemError) -> ContainerFolder {
        try ContainerFolder(at: store.path.appending("containers").appending(id))
    }

    /// The container of a name, an id, or the beginning of an id.
    ///
    /// - Throws: `ObjectError` where there is none, or several.
    package func find(_ text: String) throws -> StoredContainer {
        guard let found = try findIfThere(text) else { throw Self.missing(text) }
        return found
    }

    /// The same; nil where there is none.
    ///
    /// - Throws: `ObjectError` where there are several, or its record cannot be read.
    package func findIfThere(_ text: String) throws -> StoredContainer? {
        guard let id = try identifier(of: text), let folder = try? open(id) else { return nil }
        return try StoredContainer(folder).mended()
    }

    /// Whether a container of a whole id is there.
    package func contains(_ id: String) -> Bool {
        (try? folder().contains(FilePath(id))) ?? false
    }

    private func identifier(of text: String) throws -> String? {
        if ObjectName.isValid(text), let owner = try owner(of: text) { return owner }
        guard ContainerID.isPrefix(text) else { return nil }
        let found = try identifiers().filter { $0.hasPrefix(text) }
        guard let first = found.first else { return nil }
        guard found.count == 1 else {
            throw ObjectError(
                "\(found.count) containers have an id that begins with \"\(text)\"",
                hint: "give more digits",
                code: 1
            )
        }
        return first
    }

    private static func missing(_ text: String) -> ObjectError {
        ObjectError(
            "there is no container \"\(text)\"",
            hint: "\"cuvette container ls -a\" lists all",
            code: 1
        )
    }

    // MARK: Names

    /// Which container has a name; nil for none.
    private func owner(of name: String) throws(SystemError) -> String? {
        let folder = try folder()
        let place = Self.names.appending(name)
        guard folder.contains(place) else { return nil }
        let id = String(decoding: try folder.readFile(place, limit: 128), as: UTF8.self)
        // A name outlives a container that was not removed properly, or not completed.
        return folder.contains(FilePath(id)) ? id : nil
    }

    /// Gives a name to a container.
    ///
    /// - Throws: `ObjectError` where it is taken or no name at all.
    func take(_ name: String, for id: String) throws {
        let folder = try folder()
        let lock = try FileLock(".lock", in: folder)
        defer { withExtendedLifetime(lock) {} }
        try refuseTaken(name)
        try note(name, of: id, in: folder)
    }

    /// Refuses a name that a container has, or that is none.
    ///
    /// - Throws: `ObjectError`.
    package func refuseTaken(_ name: String) throws {
        guard ObjectName.isValid(name) else {
            throw ObjectError("\"\(name)\" is no name", hint: "a name is \(ObjectName.rule)")
        }
        guard let owner = try owner(of: name) else { return }
        throw ObjectError(
            "the name \"\(name)\" is taken by container \(owner.prefix(ContainerID.shortLength))",
            hint: "remove or rename that container, or choose another name"
        )
    }

    private func note(_ name: String, of id: String, in folder: borrowing Directory)
        throws(SystemError)
    {
        let names = try folder.makeDirectory(Self.names)
        try names.writeFile(FilePath(name), Array(id.utf8))
    }

    /// Frees a name.
    func release(_ name: String, of id: String) throws {
        let folder = try folder()
        let lock = try FileLock(".lock", in: folder)
        defer { withExtendedLifetime(lock) {} }
        let place = Self.names.appending(name)
        guard folder.contains(place),
            try folder.readFile(place, limit: 128).elementsEqual(id.utf8)
        else { return }
        try folder.removeFile(place)
    }

    /// Gives a container another name.
    ///
    /// - Throws: `ObjectError` where it is taken.
    package func rename(_ container: StoredContainer, to name: String) throws {
        var configuration = container.configuration
        try take(name, for: configuration.id)
        let old = configuration.name
        configuration.name = name
        try container.folder.write(configuration)
        try release(old, of: configuration.id)
    }

    // MARK: Coming and going

    /// Takes a container away whose record cannot be read, with its layers; volumes that were made for it alone stay.
    ///
    /// - Parameter text: Its name, its id, or the beginning of that.
    /// - Returns: False where there is none, or it can be read.
    /// - Throws: `ObjectError` where it still runs; `SystemError`.
    package func removeDamaged(_ text: String) throws -> Bool {
        guard let id = try identifier(of: text), let container = try? open(id) else { return false }
        do {
            _ = try StoredContainer(container)
            return false
        } catch {
            guard contains(id) else { return false }
        }
        guard let right = try container.watch() else {
            throw ObjectError(
                "container \(Self.short(id)), whose record is damaged, still runs",
                hint: "end the process \"container monitor … \(Self.short(id))…\" first",
                code: 1
            )
        }
        defer { withExtendedLifetime(right) {} }
        // Its name is free without its folder.
        try discard(id)
        return true
    }

    /// Puts a new container on the shelf: complete once its folder has its name.
    ///
    /// - Parameters:
    ///   - configuration: What it is. Its name is drawn where it is empty.
    ///   - session: Where it is made.
    /// - Returns: The container.
    /// - Throws: `ObjectError`, `SystemError`; nothing is left then.
    package func add(_ configuration: ContainerConfiguration, _ session: Session) throws
        -> StoredContainer
    {
        var configuration = configuration
        let isDrawn = configuration.name.isEmpty
        if isDrawn {
            configuration.name = try freeName(for: configuration.id)
        } else {
            try refuseTaken(configuration.name)
        }
        let temporary = session.freshName("container")
        let draft = try make(configuration, session, temporary)
        // From here to the end for ourselves alone: a name whose container is not there yet counts as free.
        let folder = try folder()
        let lock = try FileLock(".lock", in: folder)
        defer { withExtendedLifetime(lock) {} }
        if isDrawn, try owner(of: configuration.name) != nil {
            configuration.name = Self.lastName(for: configuration.id)
            try draft.write(configuration)
        }
        try refuseTaken(configuration.name)
        try note(configuration.name, of: configuration.id, in: folder)
        try session.directory.rename(temporary, to: folder, as: FilePath(configuration.id))
        return try StoredContainer(open(configuration.id))
    }

    private func freeName(for id: String) throws -> String {
        for attempt in 0..<100 {
            let name = ObjectName.make() + (attempt < 10 ? "" : "_\(attempt)")
            if try owner(of: name) == nil { return name }
        }
        return Self.lastName(for: id)
    }

    private static func lastName(for id: String) -> String {
        "c\(id.prefix(ContainerID.shortLength))"
    }

    private func make(
        _ configuration: ContainerConfiguration,
        _ session: Session,
        _ temporary: FilePath
    ) throws -> ContainerFolder {
        let made = try session.directory.makeDirectory(temporary)
        _ = try WritableLayer(in: try made.makeDirectory("layer"))
        if case .layers(let layers) = configuration.image.root {
            let lines = layers.map { "\($0.name)\n" }.joined()
            try made.writeFile("layers.txt", Array(lines.utf8))
        }
        let draft = try ContainerFolder(at: session.path.appending(temporary.components))
        try draft.write(configuration)
        try draft.update { life in
            if configuration.health != nil { life.health = HealthRecord() }
        }
        return draft
    }

    /// Takes a container away with all that it wrote; only where nobody runs it.
    func remove(_ container: StoredContainer) throws {
        let id = container.configuration.id
        try discard(id) { try release(container.configuration.name, of: id) }
    }

    private func discard(_ id: String, _ release: () throws -> Void = {}) throws {
        let folder = try folder()
        // From here on nobody finds it; what cannot be removed at once goes with the next command.
        let discarded = FilePath(".removed-\(id)")
        try folder.rename(FilePath(id), to: folder, as: discarded)
        try release()
        try folder.removeTree(discarded)
    }

    /// Takes away what killed commands have left of containers.
    ///
    /// - Returns: How many there were.
    /// - Throws: `SystemError`.
    package func removeRemains() throws(SystemError) -> Int {
        let folder = try folder()
        let remains = try folder.names().filter { $0.string.hasPrefix(".removed-") }
        for name in remains { try folder.removeTree(FilePath(name.string)) }
        return remains.count
    }
}
