import Foundation
import TestSupport
import Testing

@Suite(.needsRoot) struct `A resumed run` {
    private static let jobs = """
        first:
          outputs: {word: '${{ steps.say.outputs.word }}'}
          steps: [{id: say, run: 'echo word=hello >> $CUVETTE_OUTPUT'}]
        test:
          needs: first
          steps:
            - {id: make, run: 'date +%s%N > stamp; cp source built; echo V=set >> $CUVETTE_ENV; echo out=put >> $CUVETTE_OUTPUT; mkdir /opt/t; echo /opt/t >> $CUVETTE_PATH'}
            - run: |
                echo "$V ${{ steps.make.outputs.out }} ${{ needs.first.outputs.word }} $PATH"
                cat stamp; test source -nt built && cp source built
                git status --porcelain; ls; grep -q fixed built
            - {run: 'cat built > last; ls'}
        after: {needs: test, steps: [{run: echo after}]}
        """
    private let bench: Workbench

    init() throws {
        bench = try Workbench(Self.jobs, files: ["source": "broken\n", "gone": "x\n"])
    }

    @Test func `goes on from the failed step with the files as they are now`() throws {
        let run = try bench.run()
        #expect(run.code == 1, "\(run.stderr)")
        let stamp = try run.lines(of: "test/2")[1]
        try bench.repository.write(["source": "fixed\n", "added": "y\n"])
        try bench.repository.git("rm", "--quiet", "--cached", "gone")
        try FileManager.default.removeItem(atPath: bench.repository.path + "/gone")
        let second = try bench.run("--resume", "last", "--worktree")
        #expect(second.code == 0, "\(second.stdout)\(second.stderr)")
        let lines = try second.lines(of: "test/2")
        #expect(lines[0].hasPrefix("set put hello /opt/t:"))
        #expect(lines[1] == stamp)
        #expect(lines.contains("added") && !lines.contains("gone"))
        #expect(try second.step("test/make") == nil)
        #expect(try second.step("first/say") == nil)
        #expect(try second.step("after/1")?["outcome"] == "success")
        let record = String(decoding: try #require(bench.kept("run.json", run: 2)), as: UTF8.self)
        #expect(record.contains("\"resumed\": 1"))
        #expect(bench.host.leftovers().isEmpty)
    }

    @Test func `can be resumed, entered and reproduced itself`() throws {
        _ = try bench.run()
        try bench.repository.commit("still broken", ["source": "still\n"])
        let second = try bench.run("--resume", "1")
        #expect(second.code == 1, "\(second.stderr)")
        #expect(try bench.cuvette("gc", "--keep-failed", "1").code == 0)
        let shell = try bench.cuvette("shell", "2/test/2", "--", "cat", "source", "built")
        #expect(shell.stdout == "still\nbroken\n", "\(shell.stderr)")
        #expect(try bench.cuvette("reproduce", "2/test/2").code == 0)
        try bench.repository.commit("fix", ["source": "fixed\n"])
        let third = try bench.run("--resume", "2")
        #expect(third.code == 0, "\(third.stdout)\(third.stderr)")
        #expect(try third.lines(of: "test/2")[1] == second.lines(of: "test/2")[1])
        // From before the edits of the second run.
        let fourth = try bench.run("--resume", "2", "--from", "test/make")
        #expect(fourth.code == 0, "\(fourth.stdout)\(fourth.stderr)")
        #expect(try fourth.step("test/make")?["outcome"] == "success")
    }

    @Test func `begins with the first step that is another one now`() throws {
        _ = try bench.run()
        let changed = Self.jobs.replacing(
            "cp source built; echo V",
            with: "echo fixed > built; echo V"
        )
        try bench.repository.commit("other", ["cuvette.yml": bench.pipeline(changed)])
        let second = try bench.run("--resume", "last")
        #expect(second.stdout.contains("step 1 is another one now"), "\(second.stdout)")
        #expect(try second.step("test/make")?["outcome"] == "success")
    }

    @Test func `runs only what failed, whole, where that is asked for`() throws {
        _ = try bench.run()
        let second = try bench.run("--failed")
        #expect(second.code == 1)
        #expect(try second.step("test/make")?["outcome"] == "success")
        #expect(try second.step("first/say") == nil)
    }

    @Test func `is confirmed by a run from the beginning`() throws {
        _ = try bench.run()
        try bench.repository.commit("fix", ["source": "fixed\n"])
        let second = try bench.cuvette("run", "--resume", "last", "--confirm")
        #expect(second.code == 0, "\(second.stdout)\(second.stderr)")
        #expect(second.stdout.contains("run 3 passed"))
    }

    @Test func `is refused where there is nothing to go on from`() throws {
        #expect(try bench.cuvette("run", "--resume", "last").code == 2)
        _ = try bench.run()
        #expect(try bench.cuvette("run", "--resume", "7").stderr.contains("there is no run 7"))
        let wrong = try bench.cuvette("run", "--resume", "1", "--from", "test/9")
        #expect(wrong.code == 2)
        #expect(wrong.stderr.contains("it has make, 2, 3"))
        #expect(try bench.cuvette("run", "--confirm").code == 2)
    }
}
