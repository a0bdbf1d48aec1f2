import Containers
import Glibc
import HostSystem
package import OCI
import SystemPackage

/// What can be done to a running container from outside.
package struct ContainerControl: Sendable {
    private let container: StoredContainer

    /// Control of a container.
    package init(_ container: StoredContainer) {
        self.container = container
    }

    private var name: String { container.configuration.name }

    private var notRunning: ObjectError {
        ObjectError("container \(name) is not running", code: 1)
    }

    /// Sends a signal to its first process.
    ///
    /// - Throws: `ObjectError` where it does not run, `SystemError`.
    package func signal(_ number: Int32) throws {
        guard let process = container.process, try process.signal(number) else { throw notRunning }
        // A frozen process is not ended by a signal until it may run again.
        if number == SIGKILL { try? container.life.cgroup?.thaw() }
    }

    /// Asks it to end, kills it when its time is up, and waits until all is written down; one that does not run is
    /// as wanted.
    ///
    /// - Parameters:
    ///   - signal: What it is asked with; nil for what its configuration says.
    ///   - seconds: How long it has; nil for what its configuration says, negative for as long as it likes.
    /// - Throws: `SystemError`.
    package func stop(signal: Int32? = nil, seconds: Int? = nil) throws {
        guard container.life.isActive else { return }
        let life = try container.folder.update { $0.isStopRequested = true }
        guard let process = life.process?.open(), life.phase == .running else {
            // Between two starts there is only the monitor to be told.
            try life.monitor?.open()?.signal(SIGTERM)
            return try container.folder.waitUntilUnwatched()
        }
        try? life.cgroup?.thaw()
        _ = try process.signal(signal ?? container.configuration.stopSignal)
        let patience = seconds ?? container.configuration.stopTimeoutSeconds
        let limit = patience < 0 ? -1 : Int32(clamping: Int64(patience) * 1000)
        if !process.waitForEnd(milliseconds: limit) { _ = try process.signal(SIGKILL) }
        try container.folder.waitUntilUnwatched()
    }

    /// Has its monitor end it as "stop" does, and does not wait for that.
    ///
    /// - Throws: `SystemError`.
    package func requestEnd() throws {
        // One that has ended meanwhile, and removed itself, is as wanted.
        try (try? container.refreshed())?.life.monitor?.open()?.signal(SIGTERM)
    }

    /// Kills it, and waits until all is written down.
    package func kill() throws {
        try stop(signal: SIGKILL, seconds: 10)
    }

    /// Stops all its processes where they are.
    ///
    /// - Throws: `ObjectError` where it does not run or is paused already, `ContainerError` without a freezer.
    package func pause() throws {
        guard container.process != nil else { throw notRunning }
        guard !container.isPaused else {
            throw ObjectError("container \(name) is paused already", code: 1)
        }
        guard let cgroup = container.life.cgroup else { throw notRunning }
        guard cgroup.canFreeze else {
            throw ObjectError(
                "container \(name) cannot be paused: it has no control group that freezes",
                hint: "run it as root, or where cgroup v2 is delegated to you",
                code: 1
            )
        }
        try cgroup.freeze()
    }

    /// Lets its processes go on.
    ///
    /// - Throws: `ObjectError` where it is not paused.
    package func unpause() throws {
        guard container.isPaused else {
            throw ObjectError("container \(name) is not paused", code: 1)
        }
        try container.life.cgroup?.thaw()
    }

    /// Changes what it may use up; a running one at once, every one for its next start.
    ///
    /// - Throws: `ContainerError` for a limit that cannot be set.
    package func update(_ resources: LinuxResources, restart: RestartPolicy?) throws {
        var configuration = container.configuration
        configuration.resources = configuration.resources.changed(by: resources)
        if let restart { configuration.restart = restart }
        if let cgroup = container.life.cgroup, container.process != nil {
            try cgroup.apply(resources)
        }
        try container.folder.write(configuration)
    }

    /// Waits until it does not run; blocks its thread.
    ///
    /// - Returns: The exit code.
    /// - Throws: `SystemError`, `ObjectError`.
    package func wait() throws -> Int32 {
        guard container.life.isActive else { return container.life.exitCode }
        if let code = try AttachSession.awaitEnd(of: container) { return code }
        try container.folder.waitUntilUnwatched()
        return try container.folder.life().exitCode
    }
}

extension LinuxResources {
    /// These with others in their place where those say something.
    fileprivate func changed(by other: LinuxResources) -> LinuxResources {
        var result = self
        if let memory = other.memory { result.memory = memory }
        if let pids = other.pids { result.pids = pids }
        if let cpu = other.cpu {
            var own = result.cpu ?? LinuxCPU()
            own.quota = cpu.quota ?? own.quota
            own.period = cpu.period ?? own.period
            own.shares = cpu.shares ?? own.shares
            own.cpus = cpu.cpus ?? own.cpus
            result.cpu = own
        }
        return result
    }
}
