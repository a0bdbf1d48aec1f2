import Containers
import Glibc
import HostSystem

/// Takes containers away.
package struct ContainerRemover: Sendable {
    private let shelf: ContainerShelf

    /// Takes containers off a shelf.
    package init(_ shelf: ContainerShelf) {
        self.shelf = shelf
    }

    /// Removes a container.
    ///
    /// - Parameters:
    ///   - container: Which.
    ///   - force: Whether it is killed first if it runs.
    ///   - withVolumes: Whether the volumes that were made for it alone go too.
    /// - Throws: `ObjectError` where it runs, or somebody reads it.
    package func remove(_ container: StoredContainer, force: Bool, withVolumes: Bool) throws {
        let folder = container.folder
        if container.life.isActive {
            guard force else {
                throw ObjectError(
                    "container \(container.configuration.name) is \(container.status)",
                    hint: "stop it first, or use --force",
                    code: 1
                )
            }
            try ContainerControl(container).kill()
            // One that removes itself is gone by now.
            guard shelf.contains(container.configuration.id) else { return }
        }
        guard let right = try folder.watch() else {
            throw ObjectError(
                "container \(container.configuration.name) is being used by another command",
                hint: "try again when that has ended",
                code: 1
            )
        }
        defer { withExtendedLifetime(right) {} }
        try removeStopped(try container.refreshed(), withVolumes: withVolumes)
    }

    /// Removes a container that we have for ourselves.
    func removeStopped(_ container: StoredContainer, withVolumes: Bool) throws {
        try shelf.remove(container)
        guard withVolumes else { return }
        let volumes = VolumeShelf(shelf.store)
        for point in container.configuration.mounts where point.isAnonymous {
            // Another container may have it by --volumes-from.
            guard let name = point.name, try volumes.users(of: name).isEmpty,
                try volumes.find(name) != nil
            else { continue }
            try volumes.discard(name)
        }
    }
}
