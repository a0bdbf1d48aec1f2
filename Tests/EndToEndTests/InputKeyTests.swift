import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `The input key of a step` {
    private let job = """
        a:
          env: {WORD: '${{ run.variables.word }}', KEY: '${{ secrets.key }}'}
          steps:
            - run: echo $WORD
            - {run: echo two, user: nobody}
        """
    private let secrets = "secrets: {key: {env: THE_KEY}}"

    @Test func `stays the same from run to run and from commit to commit of one tree`() throws {
        let bench = try Workbench(job, top: secrets)
        let first = try bench.run(environment: ["THE_KEY": "topsecret"])
        try bench.repository.commit("the same tree again")
        let second = try bench.run(environment: ["THE_KEY": "anothersecret"])
        #expect(first.code == 0, "\(first.stderr)")
        for step in ["a/1", "a/2"] {
            let key = try #require(try first.step(step)?["input-key"])
            #expect(key.count == 64)
            #expect(try second.step(step)?["input-key"] == key)
        }
        let inputs = try #require(try first.step("a/1")?["inputs"])
        #expect(inputs.contains("\"image\":\"host-"))
        #expect(inputs.contains("\"env.WORD\""))
        #expect(try first.job("a")?["image"].hasPrefix("host-") == true)
    }

    @Test func `changes with a variable, for the steps after it too`() throws {
        let bench = try Workbench(job, top: secrets)
        let first = try bench.run("--var", "word=one", environment: ["THE_KEY": "topsecret"])
        let second = try bench.run("--var", "word=two", environment: ["THE_KEY": "topsecret"])
        #expect(try first.step("a/1")?["input-key"] != second.step("a/1")?["input-key"])
        #expect(try first.step("a/2")?["input-key"] != second.step("a/2")?["input-key"])
    }
}
