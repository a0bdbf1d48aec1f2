import Builds
import Containers
import Glibc
import HostSystem
import Images
import Logs
import Networks
import Pipelines
import SystemPackage

/// Runs one service of a job until it is told to end: its container, and the next one where its policy says so.
struct ServiceRun: Sendable {
    let means: ContainerMeans
    let traits: ServiceTraits
    let place: StepPlace
    /// Its file system and limits; the workspace is not in it.
    let room: JobRoom
    let command: StepCommand
    /// Asked once the job no longer needs it; the second time, at once.
    let ending: Cancellation
    let state: ServiceState

    /// How often it is looked whether a resting service is still wanted.
    private static let glance = Duration.milliseconds(20)

    /// Runs the service; blocks its thread until it has ended for good.
    func run() {
        do {
            let layer = try WritableLayer(in: means.session, label: "service")
            defer { means.remover.remove(FilePath(layer.path.lastComponent?.string ?? "")) }
            try run(on: layer)
        } catch {
            let problem = ErrorText.of(error)
            state.failure = error
            state.phase = .ended(problem)
            means.events.tell(.serviceEnded(place, ServiceResult(problem: problem)))
        }
    }

    private func run(on layer: WritableLayer) throws {
        let listens = state.sign != nil
        var output = OutputTeller(place, means, hear: listens ? { state.hear($0) } : nil)
        var delay = RestartDelay(traits.restart)
        var restarts = 0
        while true {
            means.events.tell(.serviceBegan(place, restarts: restarts))
            let remains = try run(on: layer, &output)
            var result = ServiceResult(exit: remains.exit, unenforced: remains.unenforced)
            result.wasStopped = ending.level > .none
            result.restartsIn =
                result.wasStopped
                ? nil
                : delay.rest(
                    after: remains.exit.status,
                    of: remains.exit.duration
                )
            try finish(&result, &output)
            guard let rest = result.restartsIn, self.rest(rest) else { return }
            try layer.allowAnotherMount()
            restarts += 1
        }
    }

    /// Tells of the end of a container; after the last one, of what it contacted, too.
    private func finish(_ result: inout ServiceResult, _ output: inout OutputTeller) throws {
        if result.restartsIn == nil {
            try output.finish()
            result.egress = try EgressKeeper(directory: means.directory)
                .keep(command.network, of: place)
            state.phase = .ended(result.exit.map(ServiceText.end) ?? "it ended")
        } else {
            state.phase = .starting
        }
        result.problem = state.problem
        means.events.tell(.serviceEnded(place, result))
    }

    private func run(
        on layer: WritableLayer,
        _ output: inout OutputTeller
    ) throws -> JobContainer.Remains {
        let stop = try StopRequest()
        var registration: [Int] = []
        defer { ending.unregister(registration) }
        let host = means.host
        let watch = JobContainer.Watch(disk: diskLimit(layer), stop: stop) { container, spec in
            registration = ending.register(stop, seen: .none)
            state.phase = .running(
                try container.handle(spec, filter: means.filter, of: host)
            )
        }
        return try JobContainer(
            place: place,
            room: room,
            session: means.session,
            host: host,
            filter: means.filter
        )
        .run(command, on: layer, watch, &output)
    }

    private func diskLimit(_ layer: WritableLayer) -> ContainerWatch.DiskLimit? {
        room.limits.diskBytes.map { bytes in
            .init(bytes: bytes) { layer.measure(limit: bytes, while: $0) }
        }
    }

    /// Rests; false where the service is no longer wanted.
    private func rest(_ time: Duration) -> Bool {
        let end = ContinuousClock.now + time
        while ContinuousClock.now < end {
            if ending.level > .none {
                state.phase = .ended("it was stopped")
                return false
            }
            usleep(UInt32(Self.glance / .microseconds(1)))
        }
        return true
    }
}
