import Containers
import Images
import Logs

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
