import Testing

@testable import Execution

@Suite struct `The rules for kept snapshots` {
    private func run(_ number: Int, bytes: UInt64 = 10, age: Int64 = 0, pinned: Bool = false)
        -> KeptRun
    {
        KeptRun(number: number, bytes: bytes, endedAt: 1_000_000 - age, isPinned: pinned)
    }

    private func surplus(_ runs: [KeptRun], _ change: (inout KeepRules) -> Void) -> [Int] {
        var rules = KeepRules()
        change(&rules)
        return KeptRun.surplus(of: runs, by: rules, now: 1_000_000).map(\.number)
    }

    @Test func `let the latest stay`() {
        let runs = [run(5), run(4), run(3)]
        #expect(surplus(runs) { $0.snapshots = 2 } == [3])
        #expect(surplus(runs) { $0.snapshots = 0 } == [5, 4, 3])
    }

    @Test func `do not count pinned runs, and never take them`() {
        let runs = [run(5), run(4, pinned: true), run(3)]
        #expect(surplus(runs) { $0.snapshots = 2 } == [])
        #expect(surplus(runs) { $0.snapshots = 0 } == [5, 3])
    }

    @Test func `take what is too old`() {
        #expect(surplus([run(2), run(1, age: 3601)]) { $0.snapshotAge = .seconds(3600) } == [1])
    }

    @Test func `take what does not fit beside those that stay, pinned ones first`() {
        let runs = [
            run(4, bytes: 40), run(3, bytes: 70), run(2, bytes: 20),
            run(1, bytes: 30, pinned: true),
        ]
        #expect(surplus(runs) { $0.snapshotBytes = 100 } == [3])
    }
}
