import Execution
import Pipelines
import Synchronization

/// Remembers how the steps of a run ended, those of a job's last attempt.
final class RunWitness: RunObserver {
    /// A step and its end.
    struct Step: Sendable {
        var identity: StepIdentity
        var isSetup: Bool
        var result: StepResult
    }

    private struct State {
        var plan: Plan?
        var names: [StepPlace: String] = [:]
        var steps: [(place: StepPlace, result: StepResult)] = []
    }

    private let state = Mutex(State())
    let wantsLines = false

    func observe(_ event: RunEvent) {
        state.withLock { state in
            switch event {
            case .runBegan(let facts): state.plan = facts.plan
            case .stepBegan(let place, let name): state.names[place] = name
            case .stepEnded(let place, let result):
                state.steps.removeAll {
                    $0.place.job == place.job && $0.place.attempt < place.attempt
                }
                state.steps.append((place, result))
            default: break
            }
        }
    }

    /// The steps, in the order in which they ended.
    var steps: [Step] {
        state.withLock { state in
            state.steps.map { place, result in
                Step(
                    identity: StepIdentity(
                        job: place.job.text,
                        jobKey: state.plan?.jobs.first { $0.id == place.job }?.jobKey.text ?? "",
                        slug: place.slug,
                        label: place.label,
                        name: state.names[place] ?? place.label
                    ),
                    isSetup: place.isSetup,
                    result: result
                )
            }
        }
    }
}
