import History
import Reports
import Testing

@Suite struct `The judgement of a test` {
    private let day: Int64 = 24 * 60 * 60

    /// Results an hour apart: `p` passed, `f` failed, `~` both, `s` skipped; with the input of each as a digit behind it.
    private func sightings(_ text: String, every gap: Int64 = 3600) -> [Sighting] {
        let signs = Array(text)
        return stride(from: 0, to: signs.count - 1, by: 2).map { place in
            Sighting(
                run: place / 2 + 1,
                time: Int64(place / 2) * gap,
                input: "input \(signs[place + 1])",
                outcome: signs[place] == "f" ? .failed : signs[place] == "s" ? .skipped : .passed,
                isFlaky: signs[place] == "~"
            )
        }
    }

    private func state(_ text: String, after quiet: Int64 = 0) -> TestState {
        let all = sightings(text)
        return TestJudgement(all, now: (all.last?.time ?? 0) + quiet).state
    }

    @Test(arguments: [
        ("", TestState.healthy),
        ("p1p1p1", .healthy),
        ("p1f2p3", .healthy),
        ("p1f1", .suspect),
        ("f1p1", .suspect),
        ("p1f1p1f1p1", .suspect),
        ("p1f1p2f2", .flaky),
        ("p1~2", .flaky),
        ("~1", .flaky),
        ("p1f1s1s1", .suspect),
        ("f1f2f3", .broken),
        ("f1f1f1", .healthy),
        ("p1f1f2f3", .broken),
        ("f1f2~3", .flaky),
    ]) func `is made of passes and failures of one input`(text: String, expected: TestState) {
        #expect(state(text) == expected)
    }

    @Test func `gets milder with quiet runs`() {
        let flaky = "p1f1p2f2"
        let quiet = { String(repeating: "p3", count: $0) }
        #expect(state(flaky + quiet(19)) == .flaky)
        #expect(state(flaky + quiet(20)) == .recovering)
        #expect(state(flaky + quiet(39)) == .recovering)
        #expect(state(flaky + quiet(40)) == .healthy)
        #expect(state("p1f1" + quiet(20)) == .healthy)
    }

    @Test func `gets milder with quiet days, but not without a run in them`() {
        #expect(state("~1p1", after: 7 * day) == .recovering)
        #expect(state("~1p1", after: 14 * day) == .healthy)
        #expect(state("~1", after: 30 * day) == .flaky)
    }

    @Test func `begins anew after a recovery`() {
        let quiet = String(repeating: "p3", count: 40)
        #expect(state("~1" + quiet + "p4f4") == .suspect)
        #expect(state("p1f1" + "p3" + "p4f4") == .flaky)
    }

    @Test func `counts flips and names the runs that contradict`() {
        let judgement = TestJudgement(sightings("p1f1p1p2f2"), now: 0)
        #expect(judgement.flipRate == 0.75)
        #expect(judgement.events == [2, 5])
        #expect(TestJudgement(sightings("p1"), now: 0).flipRate == 0)
    }

    @Test func `gives the least failure rate that so many runs allow`() {
        #expect(TestJudgement(sightings("p1p2p3"), now: 0).failureRate == 0)
        let half = TestJudgement(sightings("p1f2p3f4p5f6p7f8p9f0"), now: 0).failureRate
        #expect(half > 0.23 && half < 0.24)
    }
}
