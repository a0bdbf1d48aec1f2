import Builds
import Expressions
import HostSystem
import Images
import Networks
import OrderedCollections
import Pipelines

/// The services of one job: made ready before its steps, ended after them.
struct JobServices: Sendable {
    let waits: [ServiceWait]
    private let ending: Cancellation
    private let cancellation: Cancellation
    /// What expressions see of them.
    let context: Object

    /// A job without services.
    init() {
        waits = []
        ending = Cancellation()
        cancellation = Cancellation()
        context = Object()
    }

    /// Services that were made before, of which none runs yet.
    ///
    /// - Parameters:
    ///   - waits: The services.
    ///   - ending: What each asks whether it is still needed.
    ///   - cancellation: The job's.
    init(_ waits: [ServiceWait], ending: Cancellation, _ cancellation: Cancellation) {
        self.waits = waits
        self.ending = ending
        self.cancellation = cancellation
        context = Object()
    }

    /// Prepares services, of which none runs yet; blocks its thread for some milliseconds.
    ///
    /// - Parameters:
    ///   - job: Whose they are.
    ///   - images: Their file systems, in the order of the job.
    ///   - hub: The network in which they see each other.
    ///   - scope: What their expressions see.
    ///   - attempt: Which try of the job.
    ///   - deadline: When the job's time is up.
    ///   - cancellation: The job's.
    ///   - materials: The run's.
    /// - Throws: `NetworkError`, `ExecutionError`, `SystemError`.
    init(
        of job: PlannedJob,
        on images: [JobImage],
        in hub: JobHub,
        _ scope: Scope,
        attempt: Int,
        until deadline: ContinuousClock.Instant,
        _ cancellation: Cancellation,
        _ materials: RunMaterials
    ) throws {
        let ending = Cancellation()
        // All places are there before the first service begins, so that each knows the names of all.
        let seats = try job.services.map { try hub.seat(named: $0.name) }
        var waits: [ServiceWait] = []
        var context = Object()
        for ((service, image), seat) in zip(zip(job.services, images), seats) {
            let maker = ServiceMaker(
                materials: materials,
                job: job,
                service: service,
                attempt: attempt,
                image: image,
                seat: seat,
                ending: ending
            )
            let run = try maker.make(scope)
            let probe = try maker.probe(of: run.state, in: hub, scope)
            waits.append(
                ServiceWait(run: run, probe: probe, cancellation: cancellation, deadline: deadline)
            )
            context[service.name.text] = try Self.publish(service, at: seat, in: hub)
        }
        self.waits = waits
        self.ending = ending
        self.cancellation = cancellation
        self.context = context
    }

    /// Publishes the ports of a service; the ports of this machine by those of the service.
    private static func publish(
        _ service: PlannedService,
        at seat: NetworkSeat,
        in hub: JobHub
    ) throws -> Value {
        var ports = Object()
        for mapping in service.ports {
            let taken = try hub.publish(mapping, to: seat)
            ports["\(taken.memberPort)"] = .number(Double(taken.hostPort))
        }
        return .object(Object([("ports", .object(ports))]))
    }

    /// Does something while the services run: begins them, waits until all are ready, and ends them afterwards.
    ///
    /// - Parameter work: What needs them.
    /// - Throws: `ExecutionError` where one does not get ready; what the work throws.
    func run(beside work: () async throws -> Void) async throws {
        guard !waits.isEmpty else { return try await work() }
        let registration = cancellation.register { [ending, cancellation] in
            guard cancellation.level == .immediate else { return }
            ending.cancelAtOnce()
        }
        defer { cancellation.unregister(registration) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for wait in waits { group.addTask { await offload { wait.run.run() } } }
            do {
                try await waitUntilReady()
                try await work()
            } catch {
                end()
                try await group.waitForAll()
                throw error
            }
            end()
            try await group.waitForAll()
        }
    }

    private func waitUntilReady() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for wait in waits { group.addTask { try await offload { try wait.wait() } } }
            do {
                // Not waitForAll(), which would wait for the others before it throws.
                while try await group.next() != nil {}
            } catch {
                // The others need not get ready any more.
                ending.cancel()
                throw error
            }
        }
    }

    private func end() {
        if cancellation.level == .immediate { ending.cancelAtOnce() }
        if ending.level == .none { ending.cancel() }
    }
}
