import CSandbox
import Glibc
import HostSystem
package import OCI
import SystemPackage

/// The namespaces that a specification joins, open until the container has started.
package final class NamespaceFiles: Sendable {
    /// What is lent, in the order in which it is joined.
    package let joined: [JoinedNamespace]

    /// Opens the namespaces that a specification names by path.
    ///
    /// - Throws: `ContainerError.start`; nothing is left open then.
    package init(_ spec: RuntimeSpec) throws(ContainerError) {
        let wanted = (spec.linux?.namespaces ?? []).filter { $0.path?.isEmpty == false }
        var opened: [JoinedNamespace] = []
        do {
            // The user namespace last: until then we have the rights that joining the others takes.
            let order: [Namespaces] = [
                .process, .network, .ipc, .uts, .cgroup, .time, .mount, .user,
            ]
            for namespace in order {
                guard let entry = wanted.first(where: { Namespaces(word: $0.type) == namespace })
                else { continue }
                let file = try OpenFile(opening: FilePath(entry.path ?? ""))
                opened.append(
                    JoinedNamespace(descriptor: file.release(), namespaces: namespace)
                )
            }
        } catch {
            for entry in opened { close(entry.descriptor) }
            throw .start(error)
        }
        joined = opened
    }

    /// Opens all namespaces in which a process differs from us, as one.
    ///
    /// - Parameters:
    ///   - pid: The process.
    ///   - process: The same, held open: setns(2) takes several namespaces at once by a pidfd only.
    /// - Throws: `ContainerError.start`.
    package init(of pid: Int32, _ process: ProcessHandle) throws(ContainerError) {
        let differing = Namespaces.words.filter { entry in
            Self.identity("/proc/self/ns/\(entry.file)")
                != Self.identity("/proc/\(pid)/ns/\(entry.file)")
        }
        do {
            joined = [
                JoinedNamespace(
                    descriptor: try process.file.duplicate().release(),
                    namespaces: differing.reduce(into: []) { $0.formUnion($1.namespace) }
                )
            ]
        } catch {
            throw .start(error)
        }
    }

    deinit {
        for entry in joined { close(entry.descriptor) }
    }

    /// What tells namespaces apart: the inode of their file; 0 where it cannot be seen.
    private static func identity(_ path: String) -> UInt64 {
        var status = stat()
        return stat(path, &status) == 0 ? UInt64(status.st_ino) : 0
    }
}
