import Containers
import Glibc
import HostSystem
import Images
import Objects
import SystemPackage

/// How this program becomes a container's monitor: `cuvette container monitor STORE ID [watched]`, for ourselves only.
enum MonitorEntry {
    static let group = "container"
    static let word = "monitor"
    static let watching = "watched"

    /// Becomes a monitor if the command line says so; on the first thread, before there is a second one.
    static func runIfMeant(_ arguments: [String]) {
        keepIfMeant(arguments)
        guard arguments.count >= 4, arguments[1] == group, arguments[2] == word else { return }
        run(store: arguments[3], arguments[4...])
        exit(0)
    }

    /// Becomes the keeper of a network: `cuvette network keep STORE NAME`, for ourselves only.
    private static func keepIfMeant(_ arguments: [String]) {
        guard arguments.count == 5, Array(arguments[1...2]) == KeeperProcess.words else { return }
        let starter = OpenFile(adopting: NetworkKeeper.starterDescriptor)
        _ = fcntl(starter.descriptor, F_SETFD, FD_CLOEXEC)
        chdir("/")
        if HostRights.current.inUserNamespace { SharedNamespace()?.register() }
        do {
            NetworkKeeper.run(
                arguments[4],
                in: try Store(at: FilePath(arguments[3])),
                starter: starter
            )
        } catch {
            Console.tell("\(ObjectError(error))")
        }
        exit(0)
    }

    private static func run(store: String, _ rest: ArraySlice<String>) {
        let starter = OpenFile(adopting: MonitorProcess.starterDescriptor)
        _ = fcntl(starter.descriptor, F_SETFD, FD_CLOEXEC)
        chdir("/")
        // Before our starter is told anything, so that the namespace is never without a process that is known.
        if HostRights.current.inUserNamespace { SharedNamespace()?.register() }
        guard let id = rest.first, ContainerID.isValid(id) else { return }
        do {
            let initProgram = try InitProgram.path()
            Monitor.run(
                id,
                in: try Store(at: FilePath(store)),
                host: try ContainerHost(initProgram: initProgram, rights: .current),
                initProgram: initProgram,
                starter: starter,
                watches: rest.dropFirst().first == watching
            )
        } catch {
            // It ends in the monitor's own log.
            Console.tell("\(ObjectError(error))")
        }
    }

    /// The variables by which a monitor finds the user's store.
    static var environment: [String] {
        ["HOME", "XDG_DATA_HOME", "CUVETTE_STORE"].compactMap { name in
            Environment.all[name].map { "\(name)=\($0)" }
        }
    }

    /// The path of the program that runs.
    static func ownProgram() throws(SystemError) -> FilePath {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard length > 0 else { throw .last("find this program", "readlink") }
        return FilePath(platformString: buffer)
    }
}
