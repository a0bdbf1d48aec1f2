import Expressions
import HostSystem
import Images
import Pipelines
import SystemPackage

/// The named volumes of a store: what lasts from run to run.
struct Volumes {
    private let store: Store

    init(in store: Store) {
        self.store = store
    }

    /// The volumes that a job's `caches` ask for, made where they are missing.
    ///
    /// - Throws: `ExecutionError.badValue` for a name that is no plain file name or a path that is not absolute after
    ///   being taken from the workspace.
    func mounts(of job: PlannedJob, _ scope: Scope) throws -> [VolumeMount] {
        var mounts: [VolumeMount] = []
        for cache in job.caches {
            let name = try cache.name.value.text(in: scope)
            let path = try cache.path.value.text(in: scope)
            guard Self.isPlain(name) else {
                throw ExecutionError.badValue(
                    "a cache's name is made of letters, digits, \".\", \"_\" and \"-\", unlike \"\(name)\""
                )
            }
            let absolute = path.hasPrefix("/") ? path : "\(Workspace.path)/\(path)"
            guard !absolute.split(separator: "/").contains("..") else {
                throw ExecutionError.badValue("a cache's path holds \"..\": \(path)")
            }
            let folder = try store.folder("volumes").makeDirectory(FilePath(name), mode: 0o755)
            mounts.append(VolumeMount(source: folder.path, path: absolute))
        }
        return mounts
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 128 && !name.hasPrefix(".")
            && name.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic && $0.isASCII || ("0"..."9").contains($0)
                    || "._-".unicodeScalars.contains($0)
            }
    }
}
