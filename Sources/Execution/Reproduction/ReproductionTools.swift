package import Containers
package import Images
package import SystemPackage

/// What it takes to make a container of a kept step again.
package struct ReproductionTools: Sendable {
    /// This process's folder in the store.
    package var session: Session
    /// What containers share.
    package var host: ContainerHost
    /// The path of the static init.
    package var initProgram: FilePath
    /// Stops what is waited for.
    package var cancellation: Cancellation

    /// Tools by name.
    package init(
        session: Session,
        host: ContainerHost,
        initProgram: FilePath,
        cancellation: Cancellation
    ) {
        self.session = session
        self.host = host
        self.initProgram = initProgram
        self.cancellation = cancellation
    }
}
