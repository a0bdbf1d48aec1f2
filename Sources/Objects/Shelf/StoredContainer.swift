package import Containers
import Glibc
import HostSystem
import SystemPackage

/// A container on the shelf, as it was a moment ago.
package struct StoredContainer: Sendable {
    /// Its folder.
    package let folder: ContainerFolder
    /// What it is.
    package let configuration: ContainerConfiguration
    /// Where it was in its life.
    package let life: LifeRecord

    /// Reads a folder.
    ///
    /// - Throws: `SystemError`, `ObjectError`.
    package init(_ folder: ContainerFolder) throws {
        try self.init(folder, life: folder.life())
    }

    private init(_ folder: ContainerFolder, life: LifeRecord) throws {
        self.folder = folder
        configuration = try folder.configuration()
        self.life = life
    }

    /// The same container as it is now.
    package func refreshed() throws -> StoredContainer { try StoredContainer(folder) }

    /// Its first process, held open; nil where it does not run.
    package var process: ProcessHandle? {
        life.phase == .running ? life.process?.open() : nil
    }

    /// Whether its processes are stopped where they are.
    package var isPaused: Bool { life.phase == .running && life.cgroup?.isFrozen == true }

    /// The word for where it is: `created`, `running`, `paused`, `restarting`, `exited`.
    package var status: String { isPaused ? "paused" : life.phase.rawValue }

    /// Sees to a container whose monitor was killed: what is left of it is ended, and its record says so.
    ///
    /// - Returns: The container as it is now.
    /// - Throws: `SystemError`, `ObjectError`.
    package func mended() throws -> StoredContainer {
        guard life.isActive, let right = try folder.watch() else { return self }
        defer { withExtendedLifetime(right) {} }
        let now = try refreshed()
        guard now.life.isActive else { return now }
        try now.life.process?.open()?.signal(SIGKILL)
        if let cgroup = now.life.cgroup {
            // A user namespace that is gone may leave a cgroup that is not ours to change; "cuvette gc" says so.
            try? cgroup.killAll()
            try? cgroup.remove()
        }
        do {
            try folder.update { $0.noteKilledMonitor() }
            return try refreshed()
        } catch let error as SystemError where error.errno == .noSpace {
            // Whoever only looks is told all the same, and whoever removes it makes room.
            var life = now.life
            life.noteKilledMonitor()
            return try StoredContainer(folder, life: life)
        }
    }
}

extension LifeRecord {
    /// What is left of a container whose monitor is gone.
    fileprivate mutating func noteKilledMonitor() {
        phase = .exited
        exitCode = 128 + SIGKILL
        error = "its monitor was killed, and the container with it"
        finished = UTCTime.now
        process = nil
        monitor = nil
        cgroup = nil
    }
}
