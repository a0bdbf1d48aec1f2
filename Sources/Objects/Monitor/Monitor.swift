import OCI
package import Containers
import FoundationEssentials
import Glibc
package import HostSystem
package import Images
package import SystemPackage

/// The process that stays with a container.
///
/// It makes it, holds its output, runs it again if that is wanted, and writes down how it ended. The container is killed by the kernel when its monitor ends.
package struct Monitor {
    private let shelf: ContainerShelf
    private let session: Session
    private let host: ContainerHost
    private let initProgram: FilePath

    private init(_ session: Session, host: ContainerHost, initProgram: FilePath) {
        shelf = ContainerShelf(session.store)
        self.session = session
        self.host = host
        self.initProgram = initProgram
    }

    /// Runs a container until it has ended for good; on the thread whose end would end it.
    ///
    /// Whoever is attached is told of the end last, when nothing of it is left.
    ///
    /// - Parameters:
    ///   - id: The whole id.
    ///   - store: Where it is kept.
    ///   - host: What containers share.
    ///   - initProgram: The static init.
    ///   - starter: The socket to whoever started it, who is told how the start went.
    ///   - watches: Whether they want to see the output.
    package static func run(
        _ id: String,
        in store: Store,
        host: ContainerHost,
        initProgram: FilePath,
        starter: consuming OpenFile,
        watches: Bool
    ) {
        let client = AttachClient(starter, watches: watches, isStarter: true)
        do {
            let (loop, code) = try watch(id, store, client) { session in
                Monitor(session, host: host, initProgram: initProgram)
            }
            loop.tell(.ended, Array("\(code)".utf8))
            loop.finish()
        } catch {
            tell(client, ObjectError(error))
        }
    }

    private static func tell(_ client: AttachClient, _ error: ObjectError) {
        // A sentence and two values can always be written.
        let bytes = (try? JSONEncoder().encode(error)).map { Array($0) } ?? []
        client.tell(.failed, bytes.prefix(AttachWord.maximumLength))
    }

    /// Has the container for itself until it has ended.
    private static func watch(
        _ id: String,
        _ store: Store,
        _ client: AttachClient,
        _ make: (Session) -> Monitor
    ) throws -> (MonitorLoop, code: Int32) {
        let folder = try ContainerFolder(at: store.path.appending("containers").appending(id))
        guard let right = try folder.watch() else {
            throw ObjectError("container \(id.prefix(12)) is running, or being read, already")
        }
        defer { withExtendedLifetime(right) {} }
        let container = try StoredContainer(folder).mended()
        return try make(try Session(in: store)).run(container, client)
    }

    private func run(_ container: StoredContainer, _ client: AttachClient) throws -> (
        MonitorLoop, code: Int32
    ) {
        let folder = container.folder
        let socket = FilePath(ContainerFolder.attachSocket)
        try folder.directory.removeFile(socket)
        let listener = try StartRequest.listen(
            in: folder.directory.descriptor,
            name: ContainerFolder.attachSocket
        )
        let loop = try MonitorLoop(container.configuration, listener: listener, starter: client)
        let end = Result { try runAgainAndAgain(container, loop, client) }
        try folder.directory.removeFile(socket)
        // Also where its end could not be written down, on a full disk for example.
        if container.configuration.removesItself {
            try ContainerRemover(shelf).removeStopped(container, withVolumes: true)
        }
        return (loop, try end.get())
    }

    /// The starts of a container, as many as its policy wants.
    ///
    /// - Returns: The last exit code.
    private func runAgainAndAgain(
        _ container: StoredContainer,
        _ loop: MonitorLoop,
        _ client: AttachClient
    ) throws -> Int32 {
        var delay = Duration.milliseconds(100)
        try container.folder.update { life in
            life.restarts = 0
            life.isStopRequested = false
            life.error = nil
        }
        while true {
            let began = ContinuousClock.now
            let code: Int32
            do {
                code = try runOnce(container, loop, client)
            } catch {
                // The first error is the one that counts; a disk that is full keeps this from being written too.
                try? noteFailure(ObjectError(error), container)
                throw error
            }
            guard try container.folder.life().phase == .restarting else { return code }
            if began.duration(to: .now) > .seconds(10) { delay = .milliseconds(100) }
            loop.pause(until: .now + delay)
            delay = min(delay * 2, .seconds(60))
            let after = try container.folder.update { life in
                if life.isStopRequested || loop.isAskedToEnd {
                    life.phase = .exited
                } else {
                    life.restarts += 1
                }
            }
            if after.phase == .exited { return code }
        }
    }

    private func noteFailure(_ error: ObjectError, _ container: StoredContainer) throws {
        try container.folder.update { life in
            // A container that has never run can still be started once what was wrong is mended.
            life.phase = life.started == nil ? .created : .exited
            life.exitCode = error.code
            life.error = error.description
            if life.started != nil { life.finished = UTCTime.now }
            life.process = nil
            life.monitor = nil
            life.cgroup = nil
        }
    }

    /// One start, up to its end.
    private func runOnce(
        _ container: StoredContainer,
        _ loop: MonitorLoop,
        _ client: AttachClient
    ) throws -> Int32 {
        let folder = container.folder
        var log = try OutputLog.begin(
            try folder.life().logs.count + 1,
            of: container
        )
        let started = try ContainerStarter(
            container: try container.refreshed(),
            shelf: shelf,
            session: session,
            host: host,
            initProgram: initProgram
        )
        .start()
        try noteStart(started, folder)
        client.tell(.started)
        try loop.watch(started, &log, try healthWatch(started, container))
        return try noteEnd(of: started, container, loop)
    }

    private func noteStart(_ started: StartedContainer, _ folder: ContainerFolder) throws {
        try folder.update { life in
            life.phase = .running
            life.monitor = ProcessIdentity(of: getpid())
            life.process = ProcessIdentity(of: started.pid)
            life.cgroup = started.cgroup
            life.started = UTCTime.now
            life.finished = nil
            life.exitCode = 0
            life.ranOutOfMemory = false
            life.unenforced = started.unenforced
            life.ports = started.seat?.mappings ?? []
            life.address = started.seat?.address
            life.logs.append(UTCTime.microseconds)
            if life.health != nil { life.health = HealthRecord() }
        }
    }

    /// Writes down how a start ended, and at once whether another one follows: nobody may take the time between two
    /// starts for the end.
    private func noteEnd(
        of started: StartedContainer,
        _ container: StoredContainer,
        _ loop: MonitorLoop
    ) throws -> Int32 {
        let policy = container.configuration.restart
        let code = ExitCode.ofChild(started.pid)
        let kills = started.cgroup.statistics.memory.oomKills ?? 0
        // With its first process all others are gone, but for those that are still on their way out.
        try? started.cgroup.killAll()
        try? started.cgroup.remove()
        try container.folder.update { life in
            let goesOn =
                !loop.isAskedToEnd && !life.isStopRequested
                && policy.restarts(after: code, restarts: life.restarts)
            life.phase = goesOn ? .restarting : .exited
            life.process = nil
            life.monitor = nil
            life.cgroup = nil
            life.ports = []
            life.address = nil
            life.exitCode = code
            life.ranOutOfMemory = kills > 0
            life.finished = UTCTime.now
        }
        return code
    }

    private func healthWatch(_ started: StartedContainer, _ container: StoredContainer) throws
        -> HealthWatch?
    {
        guard let check = container.configuration.health else { return nil }
        var filter = SeccompFilter.none
        if let seccomp = started.specification.linux?.seccomp {
            filter = try SeccompCache(in: session.store.folder("cache")).program(of: seccomp)
        }
        let joiner = ProcessJoiner(
            started.specification,
            cgroup: started.cgroup,
            filter: filter,
            of: host
        )
        let folder = container.folder
        return HealthWatch(check, joiner, started) { entry, isStarting in
            // A full disk keeps the record from changing; the next check tries again.
            _ = try? folder.update { $0.health?.note(entry, check, isStarting: isStarting) }
        }
    }
}
