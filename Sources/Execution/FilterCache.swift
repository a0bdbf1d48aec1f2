import Containers
import Git
import HostSystem
import Images
import SystemPackage

/// Keeps compiled system call filters: compiling one costs more than a container.
struct FilterCache {
    private let store: Store

    init(in store: Store) {
        self.store = store
    }

    /// The filter of a profile.
    func filter(for profile: SeccompProfile) throws -> [UInt8] {
        let folder = try store.folder("cache")
        let key = Repository.blobID(of: Array("\(profile)".utf8)).short
        let name = FilePath("seccomp-\(key).bpf")
        // Eight bytes an instruction; a file of any other size is not what we wrote.
        if let known = try? folder.readFile(name, limit: 1 << 20), !known.isEmpty,
            known.count % 8 == 0
        {
            return known
        }
        let filter = try SeccompCompiler.compile(profile)
        try folder.writeFile(name, filter)
        return filter
    }
}
