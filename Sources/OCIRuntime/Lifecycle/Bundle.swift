import CSandbox
import Containers
import FoundationEssentials
import Glibc
import HostSystem
import OCI
import SystemPackage

/// A directory with a `config.json` and a root file system.
///
/// Source: OCI runtime-spec, bundle.md.
struct OCIBundle {
    /// Where it is; absolute.
    let path: FilePath
    /// What is in its `config.json`.
    var spec: RuntimeSpec

    /// A bundle that was read before.
    init(of record: ContainerRecord) {
        path = FilePath(record.bundle)
        spec = record.spec
    }

    /// Reads a bundle and checks what it says.
    ///
    /// - Parameters:
    ///   - path: The directory.
    ///   - configuration: The document, if it is not the directory's own.
    /// - Throws: `RuntimeError` with all that is wrong, or `SystemError`.
    init(at path: String, configuration: String? = nil) throws {
        guard let real = realpath(path, nil) else {
            throw SystemError.last("find the bundle \(path)", "realpath")
        }
        defer { free(real) }
        self.path = FilePath(String(cString: real))
        let document = configuration.map { FilePath($0) } ?? self.path.appending("config.json")
        let bytes = try OpenFile(opening: document).readAll(
            limit: 64 << 20,
            name: document.string
        )
        do {
            var spec = try JSONDecoder().decode(RuntimeSpec.self, from: Data(bytes))
            try spec.check()
            try spec.mapOwnIDs()
            self.spec = spec
        } catch {
            throw RuntimeError("\(document): \(RuntimeError(error))")
        }
    }

    /// Lets go of the root of a container that had no mount namespace, where its mounts were made in ours; they go with
    /// it, and nothing is done where the container had a namespace for them.
    func detachRoot() {
        let hasNamespace = (spec.linux?.namespaces ?? []).contains { $0.type == "mount" }
        guard !hasNamespace, let place = try? root() else { return }
        _ = csandbox_detach(place.string)
    }

    /// The same for an ordinary user, who has become root of the bundle's user namespace.
    ///
    /// - Returns: What is still to be made.
    /// - Throws: `RuntimeError`.
    func entered() throws -> OCIBundle {
        var rest = self
        rest.spec = try RootlessEntry.enter(for: spec)
        return rest
    }

    /// The directory that becomes the container's root.
    func root() throws -> FilePath {
        guard let root = spec.root else { throw RuntimeError("config.json: root is missing") }
        let place = path.pushing(FilePath(root.path))
        guard let real = realpath(place.string, nil) else {
            throw SystemError.last("find the root \(place)", "realpath")
        }
        defer { free(real) }
        return FilePath(String(cString: real))
    }
}
