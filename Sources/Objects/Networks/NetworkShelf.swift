import FoundationEssentials
import Glibc
import HostSystem
package import Images
import SystemPackage

/// The networks of a store that have names.
///
/// ```
/// networks/NAME/network.json   what it is
/// networks/NAME/keeper         the socket at which the process listens that holds it while containers are in it
/// networks/NAME/lock           held by that process
/// ```
package struct NetworkShelf: Sendable {
    private let store: Store
    private static let record: FilePath = "network.json"

    /// The networks of a store.
    package init(_ store: Store) {
        self.store = store
    }

    private func folder() throws(SystemError) -> Directory { try store.folder("networks") }

    /// The folder of a network.
    func path(of name: String) -> FilePath { store.path.appending("networks").appending(name) }

    /// All networks by name.
    ///
    /// - Throws: `SystemError`.
    package func all() throws -> [StoredNetwork] {
        try folder().names().map(\.string).filter(ObjectName.isValid).sorted()
            .compactMap { try find($0) }
    }

    /// A network by its name; nil where there is none.
    package func find(_ name: String) throws -> StoredNetwork? {
        guard ObjectName.isValid(name), let own = try? folder().directory(FilePath(name)),
            let bytes = try? own.readFile(Self.record, limit: 1 << 20)
        else { return nil }
        return try JSONDecoder().decode(StoredNetwork.self, from: Data(bytes))
    }

    /// Makes a network.
    ///
    /// - Throws: `ObjectError` for what is no name, and where there is one of that name.
    package func add(_ network: StoredNetwork) throws {
        guard ObjectName.isValid(network.name), !StoredNetwork.reserved.contains(network.name)
        else {
            throw ObjectError(
                "\"\(network.name)\" is no name of a network",
                hint:
                    "a name is \(ObjectName.rule), and none of \(StoredNetwork.reserved.sorted().joined(separator: ", "))",
                code: 1
            )
        }
        let folder = try folder()
        let temporary = FilePath(".new-\(network.name)-\(getpid())")
        let made = try folder.makeDirectory(temporary)
        try made.writeFile(Self.record, Array(try JSONEncoder().encode(network)))
        do {
            // A name that is taken stays as it is: a folder replaces empty folders only.
            try folder.rename(temporary, to: folder, as: FilePath(network.name))
        } catch {
            try folder.removeTree(temporary)
            guard [.fileExists, .directoryNotEmpty].contains(error.errno) else { throw error }
            throw ObjectError("there is a network \"\(network.name)\" already", code: 1)
        }
    }

    /// The running containers in a network.
    ///
    /// - Throws: `SystemError`, `ObjectError`.
    package func members(of name: String) throws -> [StoredContainer] {
        try users(of: name).filter(\.life.isActive)
    }

    /// The containers that join a network when they run.
    private func users(of name: String) throws -> [StoredContainer] {
        try ContainerShelf(store).all().filter { $0.configuration.network == .named(name) }
    }

    /// Takes a network away.
    ///
    /// - Throws: `ObjectError` where there is none, or containers are in it.
    package func remove(_ name: String) throws {
        guard try find(name) != nil else {
            throw ObjectError("there is no network \"\(name)\"", code: 1)
        }
        let members = try members(of: name).map(\.configuration.name)
        guard members.isEmpty else {
            throw ObjectError(
                "network \"\(name)\" is in use by \(members.joined(separator: ", "))",
                hint: "stop them first",
                code: 1
            )
        }
        try folder().removeTree(FilePath(name))
    }

    /// What a command that was killed has left half made.
    private func removeRemains() throws(SystemError) {
        let folder = try folder()
        for name in try folder.names() where name.string.hasPrefix(".new-") {
            let maker = name.string.split(separator: "-").last.flatMap { Int32($0) }
            guard let maker, kill(maker, 0) < 0, errno == ESRCH else { continue }
            try folder.removeTree(FilePath(name.string))
        }
    }

    /// Takes away the networks that no container joins.
    ///
    /// - Returns: Their names.
    /// - Throws: `SystemError`, `ObjectError`.
    package func prune() throws -> [String] {
        try removeRemains()
        let unused = try all().map(\.name).filter { try users(of: $0).isEmpty }
        for name in unused { try remove(name) }
        return unused
    }
}
