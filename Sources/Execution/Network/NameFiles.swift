import HostSystem
import Images
import SystemPackage

/// The `hosts` and `resolv.conf` of one container, on the host for as long as this is.
final class NameFiles: Sendable {
    /// Where each goes, and where it is.
    let mounts: [(path: String, source: FilePath)]
    private let session: Session
    private let folder: FilePath

    init(hosts: String, resolver: String, in session: Session) throws(SystemError) {
        self.session = session
        folder = session.freshName("names")
        let directory = try session.directory.makeDirectory(folder, mode: 0o755)
        try directory.writeFile("hosts", Array(hosts.utf8), mode: 0o644)
        try directory.writeFile("resolv.conf", Array(resolver.utf8), mode: 0o644)
        let path = session.path.appending(folder.components)
        mounts = ["hosts", "resolv.conf"].map { ("/etc/\($0)", path.appending($0)) }
    }

    deinit {
        // What stays goes with the session.
        try? session.directory.removeTree(folder)
    }
}
