import Containers
import Pipelines
import Testing

@testable import Execution

@Suite struct `The rest before a service is started again` {
    @Test func `doubles up to ten seconds`() {
        var delay = RestartDelay(.always)
        let rests = (0..<9).map { _ in delay.rest(after: .exited(1), of: .seconds(1)) }
        #expect(
            rests == [
                .milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800),
                .milliseconds(1600), .milliseconds(3200), .milliseconds(6400), .seconds(10),
                .seconds(10),
            ]
        )
    }

    @Test func `begins anew after one that ran for ten seconds`() {
        var delay = RestartDelay(.always)
        for _ in 0..<5 { _ = delay.rest(after: .exited(1), of: .seconds(1)) }
        #expect(delay.rest(after: .exited(1), of: .seconds(10)) == .milliseconds(100))
        #expect(delay.rest(after: .exited(1), of: .seconds(1)) == .milliseconds(200))
    }

    @Test(arguments: [
        (RestartPolicy.no, Containers.ExitStatus.exited(1), false), (.no, .exited(0), false),
        (.onFailure, .exited(0), false), (.onFailure, .exited(1), true),
        (.onFailure, .signaled(9), true), (.always, .exited(0), true),
        (.always, .notRun(action: "run it", errno: 2), false),
    ])
    func `is there as the policy says`(
        policy: RestartPolicy,
        status: Containers.ExitStatus,
        isThere: Bool
    ) {
        var delay = RestartDelay(policy)
        #expect((delay.rest(after: status, of: .seconds(1)) != nil) == isThere)
    }
}
