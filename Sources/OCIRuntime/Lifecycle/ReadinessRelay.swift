import Containers
import CSandbox
import Glibc
import HostSystem
import OCI
import SystemPackage

/// Tells our caller when a container says that it is ready.
///
/// The container gets a socket of its own in place of the caller's, so that it can say nothing else there, and `start`
/// comes back once it has spoken. Source: sd_notify(3); the folder is at the caller's own path, as crun has it.
enum ReadinessRelay {
    private static let folder = "notify"
    private static let socket = "notify"

    /// Where the container finds the socket's folder: the caller's path, but for one that has no path or that leads
    /// among the kernel's own files.
    private static func place(for callers: String) -> String {
        let names = callers.split(separator: "/")
        let isPlain =
            callers.hasPrefix("/") && !names.contains { $0 == ".." || $0 == "." }
            && !["proc", "sys", "dev"].contains(names.first ?? "proc")
        return isPlain ? callers : "/run/notify"
    }

    /// The caller's socket; nil where it does not want to know.
    private static var callers: String? {
        guard let text = getenv("NOTIFY_SOCKET").map({ String(cString: $0) }),
            text.hasPrefix("/") || text.hasPrefix("@")
        else { return nil }
        return text
    }

    /// Adds the socket to a specification, where the caller wants to know.
    ///
    /// - Parameters:
    ///   - spec: Gets a mount and a variable.
    ///   - container: The folder of the container.
    /// - Throws: `SystemError`.
    static func add(to spec: inout RuntimeSpec, in container: FilePath) throws {
        guard let callers else { return }
        let place = place(for: callers)
        let directory = try Directory(creating: container.appending(folder), mode: 0o755)
        spec.mounts =
            (spec.mounts ?? []) + [
                RuntimeMount(
                    destination: place,
                    type: "bind",
                    source: directory.path.string,
                    options: ["bind", "nosuid", "noexec", "nodev", "ro"]
                )
            ]
        let environment = spec.process?.env ?? []
        spec.process?.env = environment + ["NOTIFY_SOCKET=\(place)/\(socket)"]
    }

    /// Opens the container's socket, before it is started; nil where nobody wants to know.
    static func listen(in container: FilePath) throws -> Listener? {
        guard let callers, access(container.appending(folder).string, F_OK) == 0 else { return nil }
        let directory = try OpenFile(opening: container.appending(folder), O_RDONLY | O_DIRECTORY)
        let descriptor = try call(
            "make the socket \(socket)",
            "bind",
            csandbox_listen_datagrams(directory.descriptor, socket)
        )
        return Listener(socket: OpenFile(adopting: descriptor), callers: callers)
    }

    /// Takes away what `add` made.
    static func remove(from container: FilePath) {
        unlink(container.appending(folder).appending(socket).string)
        rmdir(container.appending(folder).string)
    }

    /// The container's socket, open.
    final class Listener: Sendable {
        private let socket: OpenFile
        private let callers: String

        init(socket: consuming OpenFile, callers: String) {
            self.socket = socket
            self.callers = callers
        }

        /// Waits until the container says that it is ready, or ends, and tells the caller.
        func relay(_ container: RunningContainer) {
            let process = container.process?.file.descriptor ?? -1
            while true {
                var polled = [
                    pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0),
                    pollfd(fd: process, events: Int16(POLLIN), revents: 0),
                ]
                guard poll(&polled, 2, -1) > 0 || errno == EINTR else { return }
                if polled[0].revents != 0, isReady() {
                    // In two, as runc and crun do: some callers compare the first with the bare word.
                    for text in ["READY=1", "MAINPID=\(container.record.pid)"] {
                        let bytes = Array(text.utf8)
                        _ = csandbox_send_datagram(callers, bytes, bytes.count)
                    }
                    return
                }
                if polled[1].revents != 0 { return }
            }
        }

        private func isReady() -> Bool {
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(socket.descriptor, &buffer, buffer.count)
            guard count > 0 else { return false }
            return String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n")
                .contains("READY=1")
        }
    }
}
