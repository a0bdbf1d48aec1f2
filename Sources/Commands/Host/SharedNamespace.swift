import CSandbox
import Containers
import Glibc
import HostSystem
import Images
import SystemPackage

/// The user namespace in which all containers of an ordinary user are, known by the processes that are in it: a file in
/// the user's store, a process a line.
///
/// Held locked until the process has joined or made it, so that there are never two.
struct SharedNamespace: ~Copyable {
    private let file: OpenFile
    private let path: FilePath

    /// Opens and locks the file; nil where it cannot be had, and the user stays alone.
    init?() {
        let store = Store.standardPath(environment: Environment.all, isRoot: false)
        path = store.appending("namespace")
        guard (try? Directory(creating: store)) != nil,
            let file = try? OpenFile(opening: path, O_RDWR | O_CREAT)
        else { return nil }
        guard flock(file.descriptor, LOCK_EX) == 0 else { return nil }
        self.file = file
    }

    /// Joins the namespaces of a process that is known to be there.
    ///
    /// - Returns: What we may do then; nil where there is none.
    func join() -> HostRights? {
        var here = [CChar](repeating: 0, count: Int(PATH_MAX))
        let directory = getcwd(&here, here.count).map { String(cString: $0) }
        for identity in known() {
            // The user and the mount namespace: CLONE_NEWUSER | CLONE_NEWNS.
            guard let process = identity.open(),
                csandbox_setns(process.file.descriptor, 0x1002_0000) == 0
            else { continue }
            // Joining a mount namespace leads to its root.
            if let directory { chdir(directory) }
            return .current
        }
        return nil
    }

    /// Adds this process, and forgets those that are gone.
    func register() {
        guard let own = ProcessIdentity(of: getpid()) else { return }
        let living = known().filter { ProcessIdentity.began($0.pid) == $0.began } + [own]
        let text = Set(living).map { "\($0.pid) \($0.began)\n" }.joined()
        ftruncate(file.descriptor, 0)
        lseek(file.descriptor, 0, SEEK_SET)
        // Who cannot write it down is not joined by others, who then make a namespace of their own.
        try? file.writeAll(Array(text.utf8), name: path.string)
    }

    private func known() -> [ProcessIdentity] {
        lseek(file.descriptor, 0, SEEK_SET)
        let bytes = (try? file.readAll(limit: 1 << 20, name: path.string)) ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            let numbers = line.split(separator: " ")
            guard numbers.count == 2, let pid = Int32(numbers[0]), let began = UInt64(numbers[1])
            else { return nil }
            return ProcessIdentity(pid: pid, began: began)
        }
    }
}
