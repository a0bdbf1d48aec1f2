import Glibc
import HostSystem
import OCI
import SystemPackage

/// An ordinary user's way to a container: this process itself becomes root of the user namespace that the bundle wants,
/// before anything else is done.
enum RootlessEntry {
    /// Enters the namespace where an ordinary user needs one.
    ///
    /// - Parameter spec: The bundle's specification.
    /// - Returns: The specification of what is still to be made: without a user namespace where this process is in it.
    /// - Throws: `RuntimeError` where the bundle does not ask for one, or the host does not give it.
    static func enter(for spec: RuntimeSpec) throws -> RuntimeSpec {
        guard geteuid() != 0 else { return spec }
        guard let own = spec.linux?.namespaces?.first(where: { $0.type == "user" }), own.path == nil
        else {
            throw RuntimeError(
                "an ordinary user needs a user namespace of the container's own: add {\"type\": \"user\"} to linux.namespaces, and linux.uidMappings and linux.gidMappings; \"cuvette-oci spec --rootless\" writes such a configuration"
            )
        }
        let users = ranges(spec.linux?.uidMappings)
        let groups = ranges(spec.linux?.gidMappings)
        guard !users.isEmpty, !groups.isEmpty else {
            throw RuntimeError(
                "linux.uidMappings and linux.gidMappings: a user namespace needs both"
            )
        }
        do {
            try UserNamespace.enter(users: users, groups: groups)
        } catch {
            throw RuntimeError(
                "\(error.description): see linux.uidMappings, linux.gidMappings, /etc/subuid and /etc/subgid"
            )
        }
        var rest = spec
        rest.linux?.namespaces?.removeAll { $0.type == "user" }
        rest.linux?.uidMappings = nil
        rest.linux?.gidMappings = nil
        return rest
    }

    private static func ranges(_ maps: [LinuxIDMapping]?) -> [UserNamespace.Range] {
        (maps ?? []).map {
            UserNamespace.Range(inside: $0.containerID, outside: $0.hostID, count: $0.size)
        }
    }
}
