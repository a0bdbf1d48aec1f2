import CSandbox
import Glibc
import HostSystem
import OCI
package import SystemPackage

/// What all containers of a process share: the init, `/dev/null` and the cgroup hierarchies.
package final class ContainerHost: Sendable {
    /// What the runner may do here.
    package let rights: HostRights
    /// Where cgroups can be made.
    package let cgroups: CgroupHierarchy
    private let reserved: ReservedDescriptors
    let initProgram: OpenFile
    let null: OpenFile

    /// Opens what containers share.
    ///
    /// The init is reached through a read-only mount of its own. Where none may be made, it is root's own file, if nobody
    /// else may write that, or a sealed copy in memory: a container that opens the running program for writing through
    /// `/proc` is refused (CVE-2019-5736).
    ///
    /// - Parameters:
    ///   - initProgram: The path of `cuvette-init`.
    ///   - rights: What the runner may do.
    ///   - cgroups: Where cgroups can be made.
    /// - Throws: `ContainerError.start`.
    package init(
        initProgram: FilePath,
        rights: HostRights,
        cgroups: CgroupHierarchy = .detect()
    ) throws(ContainerError) {
        self.rights = rights
        self.cgroups = cgroups
        do {
            reserved = try ReservedDescriptors()
            self.initProgram = try InitProgram.open(initProgram)
            null = try OpenFile(opening: "/dev/null", O_RDONLY)
        } catch {
            throw .start(error)
        }
    }
}

/// The static init, open to be executed and by nobody to be written.
private enum InitProgram {
    static func open(_ path: FilePath) throws(SystemError) -> OpenFile {
        do {
            return try DetachedMount(
                cloning: path,
                attributes: [.readOnly, .noSetuid, .noDevices]
            ).file.duplicate()
        } catch  where error.errno == .notPermitted {
            let file = try OpenFile(opening: path)
            return isSafe(file) ? file : try sealedCopy(of: file, path)
        }
    }

    /// Whether the file is root's and nobody else may write it, while we are an ordinary user.
    ///
    /// Then neither we nor anybody whose id we may use can. An access control list that grants more shows in the
    /// group's permissions; acl(5).
    private static func isSafe(_ file: borrowing OpenFile) -> Bool {
        var status = stat()
        guard geteuid() != 0, fstat(file.descriptor, &status) == 0 else { return false }
        return status.st_uid == 0 && status.st_mode & 0o7022 == 0
    }

    /// memfd_create(2), `F_SEAL_WRITE`.
    private static func sealedCopy(
        of file: borrowing OpenFile,
        _ path: FilePath
    ) throws(SystemError) -> OpenFile {
        let bytes = try file.readAll(limit: 1 << 28, name: path.string)
        let made = csandbox_memfd("cuvette-init")
        let copy = OpenFile(adopting: try call("copy \(path)", "memfd_create", made))
        try copy.writeAll(bytes, name: path.string)
        try call("seal the copy of \(path)", "fcntl", csandbox_seal(copy.descriptor))
        return copy
    }
}
