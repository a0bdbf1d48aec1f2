import Containers
import HostSystem
import Images
import Logs
import SystemPackage

/// What it takes to make any container of a run, or of a step that is run again, and to tell of it.
struct ContainerMeans: Sendable {
    /// This process's folder in the store.
    let session: Session
    /// What containers share.
    let host: ContainerHost
    /// The compiled system call filter.
    let filter: SeccompFilter
    /// Knows the secrets.
    let redactor: Redactor
    /// Where logs go.
    let directory: RunDirectory
    /// Takes away layers that nobody needs.
    let remover: LayerRemover
    /// Who is told.
    let events: EventStream
}

extension ContainerMeans {
    /// Means of what is run apart from any run: its logs go with the session.
    ///
    /// - Parameters:
    ///   - session: This process's folder in the store.
    ///   - host: What containers share.
    ///   - secrets: What logs may not hold, by name.
    ///   - observers: Who is told.
    /// - Returns: The means.
    /// - Throws: `SystemError`, `SeccompError`.
    static func apart(
        _ session: Session,
        _ host: ContainerHost,
        secrets: [String: String],
        telling observers: [any RunObserver] = []
    ) throws -> ContainerMeans {
        let name = session.freshName("apart")
        _ = try session.directory.makeDirectory(name)
        return ContainerMeans(
            session: session,
            host: host,
            filter: try SeccompCache(in: session.store.folder("cache")).program(of: .standard()),
            redactor: Redactor(Array(secrets.values)),
            directory: RunDirectory(apart: session.path.appending(name.components)),
            remover: LayerRemover(in: session),
            events: EventStream(observers)
        )
    }
}

extension RunMaterials {
    /// What it takes to make a container.
    var means: ContainerMeans {
        ContainerMeans(
            session: request.session,
            host: request.host,
            filter: filter,
            redactor: redactor,
            directory: directory,
            remover: remover,
            events: events
        )
    }
}
