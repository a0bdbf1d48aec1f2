import FoundationEssentials
import Glibc
import HostSystem
import Images
import SystemPackage

/// Starts keepers of networks, and is told by them how it went.
package enum KeeperProcess {
    /// The words behind the program's name that make it a keeper.
    package static let words = ["network", "keep"]

    /// Starts the keeper of a network and waits until it serves.
    ///
    /// - Throws: `ObjectError` where the network cannot be made.
    static func start(_ name: String, in store: Store) throws {
        let sockets = try SocketPair()
        let null = try OpenFile(opening: "/dev/null", O_WRONLY)
        try MonitorProcess.spawn(
            try ownProgram(),
            words + [store.path.string, name],
            environment(),
            socket: sockets.theirs.descriptor,
            log: null.descriptor
        )
        let ours = sockets.takeOurs()
        var buffer = [UInt8](repeating: 0, count: SeatAnswer.maximumLength)
        var count: Int
        repeat {
            count = recv(ours.descriptor, &buffer, buffer.count, 0)
        } while count < 0 && errno == EINTR
        guard count > 0,
            let answer = try? JSONDecoder().decode(SeatAnswer.self, from: Data(buffer[..<count]))
        else { throw ObjectError("the keeper of network \"\(name)\" ended without a word") }
        if let failure = answer.failure { throw failure }
    }

    private static func ownProgram() throws(SystemError) -> FilePath {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard length > 0 else { throw .last("find this program", "readlink") }
        return FilePath(platformString: buffer)
    }

    /// Where an ordinary user's namespace is registered.
    private static func environment() -> [String] {
        let names: [String] = ["HOME", "XDG_DATA_HOME", "CUVETTE_STORE"]
        return names.compactMap { name in
            getenv(name).map { "\(name)=\(String(cString: $0))" }
        }
    }
}
