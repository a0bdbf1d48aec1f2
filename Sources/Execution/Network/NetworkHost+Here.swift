import SystemPackage
import Glibc
package import Networks

extension NetworkHost {
    /// The host as it is, with programs looked for in `$PATH`.
    ///
    /// - Returns: The host; also one without a way to the outside (`way`).
    /// - Throws: `NetworkError.system` where `/proc` or `/etc/resolv.conf` cannot be read.
    package static func here() throws(NetworkError) -> NetworkHost {
        let path = getenv("PATH").map { String(cString: $0) }
        return try .current(path: path ?? StepCommandMaker.standardPath)
    }

    /// Whether networks of root may have left something on this host since it was started.
    package static var mayHaveLeftovers: Bool {
        HostFile.exists(standardLockDirectory.string)
    }
}
