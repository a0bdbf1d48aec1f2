import FoundationEssentials
import Glibc
package import HostSystem
package import Images
package import OCI
package import SystemPackage

/// The folder of one container in the store.
///
/// ```
/// configuration.json   what it is; written once
/// life.json            where it is in its life
/// reserve              room for one more life.json, given up where the disk is full
/// runtime.json         the specification of its last start
/// layers.txt           the layers of the store that it stands on
/// layer/               what it has written
/// etc/                 hosts, hostname, resolv.conf
/// log-N.log, .idx      what it wrote to its outputs at its Nth start
/// lock, watch          held to change life.json; held by whoever runs it or reads its stopped layers
/// attach               the socket at which its monitor listens
/// ```
package final class ContainerFolder: Sendable {
    /// Where it is.
    package let path: FilePath
    /// It, open.
    package let directory: Directory

    static let attachSocket = "attach"

    /// Opens the folder.
    ///
    /// - Throws: `SystemError`.
    package init(at path: FilePath) throws(SystemError) {
        self.path = path
        directory = try Directory(opening: path)
    }

    // MARK: Documents

    /// What the container is.
    package func configuration() throws -> ContainerConfiguration {
        try read("configuration.json")
    }

    /// Where it is in its life.
    package func life() throws -> LifeRecord {
        try read("life.json")
    }

    /// The specification of its last start.
    package func specification() throws -> RuntimeSpec {
        try read("runtime.json")
    }

    /// Writes what the container is.
    func write(_ configuration: ContainerConfiguration) throws {
        try write(configuration, "configuration.json")
    }

    /// Writes the specification of a start.
    func write(_ specification: RuntimeSpec) throws {
        try write(specification, "runtime.json")
    }

    /// Changes where it is in its life, while nobody else does.
    ///
    /// - Parameter change: What changes; where it throws, nothing does.
    /// - Returns: What is in the file now.
    /// - Throws: What `change` throws, `SystemError`.
    @discardableResult
    package func update(_ change: (inout LifeRecord) throws -> Void) throws -> LifeRecord {
        let lock = try FileLock("lock", in: directory)
        defer { withExtendedLifetime(lock) {} }
        var life = directory.contains("life.json") ? try life() : LifeRecord()
        try change(&life)
        try writeOnFullDisk(life)
        return life
    }

    /// Writes it also where the disk is full: how a container has ended must be known, or it could not be listed or
    /// removed, and nothing would make room again.
    private func writeOnFullDisk(_ life: LifeRecord) throws {
        do {
            try write(life, "life.json")
        } catch let error as SystemError where error.errno == .noSpace {
            guard directory.contains("reserve") else { throw error }
            try directory.removeFile("reserve")
            try write(life, "life.json")
            return
        }
        guard !directory.contains("reserve") else { return }
        // Without it a full disk is told of when it comes to that.
        try? directory.writeFile("reserve", [UInt8](repeating: 0, count: 16 << 10))
    }

    private func read<Document: Decodable>(_ name: FilePath) throws -> Document {
        let bytes = try directory.readFile(name, limit: 1 << 24)
        do {
            return try JSONDecoder().decode(Document.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw ObjectError("\(path.appending(name.string)) is damaged: \(error.sentence)")
        }
    }

    private func write(_ document: some Encodable, _ name: FilePath) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try directory.writeFile(name, Array(try encoder.encode(document)))
    }

    // MARK: Who has it

    /// Whether somebody runs it, or reads what it wrote.
    package var isWatched: Bool {
        // One that cannot be asked about is left alone.
        guard let lock = try? FileLock.taken("watch", in: directory, shared: true) else {
            return true
        }
        withExtendedLifetime(lock) {}
        return false
    }

    /// Takes the container for oneself: to run it, or to read or change its layers while it is stopped.
    ///
    /// - Returns: The right to it; nil where somebody else has it.
    /// - Throws: `SystemError`.
    package func watch() throws(SystemError) -> FileLock? {
        // Somebody may only be asking, which takes a moment.
        for _ in 0..<20 {
            if let lock = try FileLock.taken("watch", in: directory) { return lock }
            usleep(2000)
        }
        return nil
    }

    /// Waits until nobody runs it; blocks its thread.
    package func waitUntilUnwatched() throws(SystemError) {
        let lock = try FileLock("watch", in: directory, shared: true)
        withExtendedLifetime(lock) {}
    }

    // MARK: Parts

    /// What it has written over its layers.
    package var layer: WritableLayer { WritableLayer(existingAt: path.appending("layer")) }

    /// The name of a log's files.
    static func logName(_ number: Int) -> String { "log-\(number)" }
}
