package import HostSystem
import SystemPackage

/// The snapshots that somebody has mounted at a path of this mount namespace: `cuvette image mount`.
///
/// Source: proc_pid_mountinfo(5).
package struct MountedLayers {
    /// The names of the snapshots.
    package let names: Set<String>

    /// Looks at all overlays that are mounted here.
    ///
    /// - Parameter store: Whose snapshots are meant.
    /// - Throws: `SystemError`.
    package init(in store: Store) throws(SystemError) {
        let file = try OpenFile(opening: "/proc/self/mountinfo")
        let bytes = try file.readAll(limit: 1 << 26, name: "/proc/self/mountinfo")
        let text = String(decoding: bytes, as: UTF8.self)
        let prefix = "\(store.path.appending("snapshots"))/"
        var names: Set<String> = []
        for line in text.split(separator: "\n") where line.contains(" overlay ") {
            // The last field of a line; each layer is `lowerdir+=PATH` or one of `lowerdir=PATH:PATH`.
            let options = line.split(separator: " ").last ?? ""
            for path in options.split(whereSeparator: { ",:=".contains($0) })
            where path.hasPrefix(prefix) {
                let rest = path.dropFirst(prefix.count)
                names.insert(String(rest.prefix { $0 != "/" }))
            }
        }
        self.names = names
    }
}
