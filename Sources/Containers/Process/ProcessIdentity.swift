import CSandbox
import HostSystem
import SystemPackage

/// What tells a process from a later one of the same number; a value to be kept in a file.
package struct ProcessIdentity: Sendable, Hashable, Codable {
    /// The process id, as we count.
    package var pid: Int32
    /// When it began, in the kernel's ticks since boot.
    package var began: UInt64

    /// A process by both.
    package init(pid: Int32, began: UInt64) {
        self.pid = pid
        self.began = began
    }

    /// The identity of a living process; nil where there is none of that number.
    package init?(of pid: Int32) {
        guard let began = Self.began(pid) else { return nil }
        self.init(pid: pid, began: began)
    }

    /// When a process began, in ticks since boot; nil where there is none, or only its remains (proc(5), `stat`).
    package static func began(_ pid: Int32) -> UInt64? {
        let place = FilePath("/proc/\(pid)/stat")
        guard let file = try? OpenFile(opening: place),
            let bytes = try? file.readAll(limit: 4096, name: place.string)
        else { return nil }
        // The name of the program, in parentheses, may hold anything.
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return UInt64(fields[19])
    }

    /// Opens the process if it is still the one that is meant; nil where it has ended.
    package func open() -> ProcessHandle? {
        let descriptor = csandbox_pidfd_open(pid)
        guard descriptor >= 0 else { return nil }
        let process = ProcessHandle(file: OpenFile(adopting: descriptor))
        // Asked only now: the number cannot change hands while its process is open.
        guard Self.began(pid) == began else { return nil }
        return process
    }
}
