package import Containers
import Glibc
package import HostSystem
package import Images
import SystemPackage

/// The files of a container as a process in it would find them, whether it runs or not.
package struct ContainerFiles: Sendable {
    private let container: StoredContainer
    private let session: Session
    private let rights: HostRights

    /// The files of a container.
    package init(_ container: StoredContainer, _ session: Session, rights: HostRights) {
        self.container = container
        self.session = session
        self.rights = rights
    }

    /// Opens the root while somebody works with it.
    ///
    /// - Parameter body: Gets the root. A running container's has everything in it that is mounted there, a stopped
    ///   one's its layers only.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws; `ObjectError` where a stopped container is in use by another command.
    package func withRoot<Value>(_ body: (borrowing Directory) throws -> Value) throws -> Value {
        if let process = container.process, let identity = container.life.process {
            defer { withExtendedLifetime(process) {} }
            return try body(try Directory(opening: FilePath("/proc/\(identity.pid)/root")))
        }
        return try withStopped { try body($0.directory) }
    }

    /// Mounts the root of a stopped container while somebody works with it.
    private func withStopped<Value>(_ body: (borrowing MountedRoot) throws -> Value) throws -> Value
    {
        guard let right = try container.folder.watch() else {
            throw ObjectError(
                "container \(container.configuration.name) is being used by another command",
                code: 1
            )
        }
        defer { withExtendedLifetime(right) {} }
        return try body(try MountedRoot.mount(container, session, rights))
    }

    /// Writes the whole root as a tar archive; what is mounted in it stays out.
    ///
    /// - Parameter sink: Gets the bytes, in order.
    /// - Throws: `SystemError`, and what the sink throws.
    package func export(_ sink: @escaping (UnsafeRawBufferPointer) throws -> Void) throws {
        try withRoot { root in
            var archiver = TreeArchiver(TarWriter(sink), staysOnMount: true)
            try archiver.addContent(of: root)
            try archiver.finish()
        }
    }

    /// The part of the container's configuration that lies over a path while it runs; nil for none.
    package func mount(over path: String) -> MountPoint? {
        guard container.process == nil else { return nil }
        let path = FilePath(path).lexicallyNormalized()
        return container.configuration.mounts.first { path.starts(with: FilePath($0.destination)) }
    }
}
