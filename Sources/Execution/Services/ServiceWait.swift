import Glibc
import HostSystem
import Pipelines

/// Waits until one service is ready; blocks its thread.
struct ServiceWait: Sendable {
    let run: ServiceRun
    let probe: ServiceProbe?
    let cancellation: Cancellation
    /// When the job's time is up.
    let deadline: ContinuousClock.Instant

    /// How long it is rested between two looks.
    private static let glance = Duration.milliseconds(5)

    /// Returns once the service is ready, or nobody needs it any more.
    ///
    /// - Throws: `ExecutionError.badValue` where it ends before or takes too long; what kept it from being started.
    func wait() throws {
        let began = ContinuousClock.now
        guard var probe else { return try waitForStart() }
        let timeout = run.traits.patience
        let limit = min(began + timeout, deadline)
        func isOver() -> Bool { isUnwanted || ContinuousClock.now >= limit }
        while !isOver() {
            switch run.state.phase {
            case .starting: rest(Self.glance)
            case .ended(let words): throw fail("\(words) before it was ready")
            case .running(let container):
                if try probe.isReady(container, until: isOver) {
                    let after = began.duration(to: .now)
                    return run.means.events.tell(.serviceReady(run.place, after: after))
                }
                rest(pause(probe), until: isOver)
            }
        }
        if isUnwanted { return }
        let patience =
            limit == deadline
            ? "when the job's time was up" : "within \(timeout.pipelineText)"
        throw fail("it was not ready \(patience): \(probe.title)")
    }

    /// One that nobody waits for must only have been begun; how it ends is told and no more.
    private func waitForStart() throws {
        while !isUnwanted {
            if let failure = run.state.failure { throw failure }
            guard case .starting = run.state.phase else { return }
            rest(Self.glance)
        }
    }

    private var isUnwanted: Bool { run.ending.level > .none || cancellation.level > .none }

    private func pause(_ probe: ServiceProbe) -> Duration {
        if case .command = probe.sign { probe.interval } else { Self.glance }
    }

    private func fail(_ words: String) -> any Error {
        if let failure = run.state.failure { return failure }
        run.state.problem = words
        return ExecutionError.badValue("service \"\(run.traits.name)\": \(words)")
    }

    private func rest(_ time: Duration, until isOver: () -> Bool = { false }) {
        let end = ContinuousClock.now + time
        while ContinuousClock.now < end, !isOver() {
            usleep(UInt32(min(time, Self.glance) / .microseconds(1)))
        }
    }
}
