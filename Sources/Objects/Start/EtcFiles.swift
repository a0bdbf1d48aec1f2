import Glibc
import HostSystem
import SystemPackage

/// The files by which a container knows its own name and those of others, made anew at each start.
struct EtcFiles {
    private let folder: FilePath

    /// Writes the files.
    ///
    /// - Parameters:
    ///   - container: Whose.
    ///   - seat: Its own network, where it has one.
    /// - Throws: `SystemError`.
    init(of container: StoredContainer, _ seat: ContainerSeat?) throws {
        let configuration = container.configuration
        let directory = try container.folder.directory.makeDirectory("etc", mode: 0o755)
        folder = container.folder.path.appending("etc")
        try Self.write("hostname", configuration.hostname + "\n", directory)
        try Self.write("hosts", Self.hosts(of: configuration, seat), directory)
        try Self.write("resolv.conf", Self.resolver(of: configuration, seat), directory)
    }

    /// The mounts of the files.
    var mounts: [(source: String, destination: String)] {
        ["hostname", "hosts", "resolv.conf"].map { name in
            (folder.appending(name).string, "/etc/\(name)")
        }
    }

    /// Not by renaming: a file that is mounted somewhere stays the same file.
    private static func write(_ name: FilePath, _ text: String, _ directory: borrowing Directory)
        throws(SystemError)
    {
        let file = try directory.open(name, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
        try file.writeAll(Array(text.utf8), name: "\(name)")
    }

    private static func hosts(of configuration: ContainerConfiguration, _ seat: ContainerSeat?)
        -> String
    {
        var lines = ""
        if let seat {
            lines = seat.hosts
        } else if configuration.network == .host {
            lines = text("/etc/hosts")
        } else {
            lines = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n"
            lines += "127.0.0.1\t\(configuration.hostname)\n"
        }
        for entry in configuration.extraHosts {
            // The address may hold colons itself.
            let parts = entry.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            lines += "\(parts[1])\t\(parts[0])\n"
        }
        return lines
    }

    private static func resolver(of configuration: ContainerConfiguration, _ seat: ContainerSeat?)
        -> String
    {
        seat?.resolver ?? (configuration.network == .host ? text("/etc/resolv.conf") : "")
    }

    private static func text(_ path: FilePath) -> String {
        guard let file = try? OpenFile(opening: path),
            let bytes = try? file.readAll(limit: 1 << 20, name: path.string)
        else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
