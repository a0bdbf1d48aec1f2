import ArgumentParser
import Containers
import Glibc
import HostSystem
import Images
import Objects
import SystemPackage

/// The option of every command about containers and volumes.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where containers and volumes are kept. (default: $CUVETTE_STORE, else /var/lib/cuvette for root and ~/.local/share/cuvette for others)",
            valueName: "dir"
        )
    )
    var store: String?

    /// Opens the store, and makes it where it is missing.
    func open() throws -> Store {
        guard HostIdentity.current.rights != nil else {
            let reason = String(cString: strerror(HostIdentity.current.failure))
            throw ObjectError(
                "this host does not let user \(HostIdentity.current.uid) make containers (\(reason))",
                hint: "\"cuvette doctor\" says what to change"
            )
        }
        let path =
            store.map { FilePath($0) }
            ?? Store.standardPath(
                environment: Environment.all,
                isRoot: HostIdentity.current.uid == 0
            )
        return try Store(at: path)
    }

    /// The containers of the store.
    func containers() throws -> ContainerShelf { ContainerShelf(try open()) }

    /// The volumes of the store.
    func volumes() throws -> VolumeShelf { VolumeShelf(try open()) }

    /// The networks of the store.
    func networks() throws -> NetworkShelf { NetworkShelf(try open()) }
}

/// What making and joining containers takes.
struct ContainerPlace {
    let store: Store
    let session: Session
    let rights: HostRights
    let initProgram: FilePath

    /// Opens a session in a store.
    init(_ store: Store) throws {
        self.store = store
        session = try Session(in: store)
        rights = HostIdentity.current.rights ?? .current
        initProgram = try InitProgram.path()
    }

    var shelf: ContainerShelf { ContainerShelf(store) }

    /// What containers share.
    func host() throws -> ContainerHost {
        try ContainerHost(initProgram: initProgram, rights: rights)
    }

    /// Starts a container.
    ///
    /// - Parameters:
    ///   - container: Which.
    ///   - store: Where it is kept.
    ///   - watches: Whether we want to see the output.
    /// - Returns: The socket to its monitor.
    /// - Throws: `ObjectError`.
    static func start(_ container: StoredContainer, in store: Store, watches: Bool) throws
        -> OpenFile
    {
        var arguments = [
            MonitorEntry.group, MonitorEntry.word, store.path.string, container.configuration.id,
        ]
        if watches { arguments.append(MonitorEntry.watching) }
        return try MonitorProcess.start(
            container,
            program: try MonitorEntry.ownProgram(),
            arguments: arguments,
            environment: MonitorEntry.environment
        )
    }
}
