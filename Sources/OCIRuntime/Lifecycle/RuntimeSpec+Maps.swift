import Glibc
import HostSystem
import OCI
import SystemPackage

extension RuntimeSpec {
    /// Gives a new user namespace without maps all the ids that we have ourselves, each its own number, as crun does.
    mutating func mapOwnIDs() throws(SystemError) {
        let makesNamespace = (linux?.namespaces ?? []).contains {
            $0.type == "user" && $0.path?.isEmpty != false
        }
        // An ordinary user has one id to give, and the ranges of subuid(5).
        guard makesNamespace, geteuid() == 0 else { return }
        if linux?.uidMappings?.isEmpty != false {
            linux?.uidMappings = try LinuxIDMapping.own("/proc/self/uid_map")
        }
        if linux?.gidMappings?.isEmpty != false {
            linux?.gidMappings = try LinuxIDMapping.own("/proc/self/gid_map")
        }
    }
}

extension LinuxIDMapping {
    /// The ids of our own user namespace, onto themselves; user_namespaces(7), "User and group ID mappings".
    fileprivate static func own(_ path: String) throws(SystemError) -> [LinuxIDMapping] {
        let bytes = try OpenFile(opening: FilePath(path)).readAll(limit: 1 << 16, name: path)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            let numbers = line.split(separator: " ").compactMap { UInt32($0) }
            guard numbers.count == 3 else { return nil }
            return LinuxIDMapping(containerID: numbers[0], hostID: numbers[0], size: numbers[2])
        }
    }
}
