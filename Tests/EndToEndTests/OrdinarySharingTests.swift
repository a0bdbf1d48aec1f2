import Foundation
import TestSupport
import Testing

/// The user that has no name in the tests' tables of subordinate ids.
private let nobody = "65534"

@Suite(
    .needsRoot,
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv"),
        "needs setpriv (util-linux) to become an ordinary user"
    ),
    .enabled(
        if: (try? String(contentsOfFile: "/proc/sys/user/max_user_namespaces", encoding: .utf8))
            != "0\n",
        "needs user namespaces"
    )
)
struct `An ordinary user who shares` {
    /// Where the user's programs and store are.
    private let room: Workbench

    init() throws {
        room = try Workbench("test: {steps: [{run: 'exit $(cat code)'}]}", files: ["code": "0"])
        for (number, code) in ["0", "0", "3"].enumerated() {
            try room.repository.commit("commit \(number)", ["code": code])
        }
        try run("/bin/cp", Probe.product("cuvette"), Probe.product("cuvette-init"), room.folder)
        try run("/bin/chown", "-R", "\(nobody):\(nobody)", room.folder)
    }

    private func run(_ words: String...) throws {
        let program = try SpawnedProgram(words, environment: [:], directory: "/")
        #expect(try program.wait().code == 0)
    }

    private func cuvette(_ arguments: String...) throws -> CuvetteRun {
        let command = ["/usr/bin/setpriv", "--reuid", nobody, "--regid", nobody, "--clear-groups"]
        let program = try SpawnedProgram(
            command + ["\(room.folder)/cuvette"] + arguments,
            environment: [
                "PATH": "/usr/bin:/bin", "HOME": room.folder, "CUVETTE_STORE": room.store,
            ],
            directory: room.repository.path
        )
        return CuvetteRun(try program.wait())
    }

    @Test func `bisects`() throws {
        let run = try cuvette("bisect", "--good", "HEAD~2")
        #expect(run.code == 0, "\(run.stderr)")
        #expect(run.stdout.contains("commit 2"))
    }

    @Test func `reproduces the bundle of another user's run in an empty store`() throws {
        let other = try Workbench(
            "test: {steps: [{run: 'echo made > made'}, {run: 'cat made; exit 5'}]}"
        )
        try other.run()
        let file = room.folder + "/run.cuv"
        let bundle = try other.cuvette("bundle", "1", "-o", file)
        #expect(bundle.code == 0, "\(bundle.stderr)")
        #expect(bundle.stderr.contains("not in it: the programs of this machine"))
        let reproduced = try cuvette("reproduce", file)
        #expect(reproduced.code == 0, "\(reproduced.stderr)\(reproduced.stdout)")
        #expect(reproduced.stderr.contains("it is run 1 of this store now"))
        #expect(reproduced.stdout.contains("reproduced"))
        #expect(try cuvette("logs", "1/test/2").stdout == "made\n")
        #expect(try cuvette("runs", "--kept").stdout.contains("failure"))
    }

    @Test func `uses cached steps`() throws {
        #expect(try cuvette("run", "--commit", "HEAD~1", "--cached").code == 0)
        let again = try cuvette("run", "--commit", "HEAD~1", "--cached")
        #expect(again.stdout.contains("cached from 1/test/1"), "\(again.stdout)")
    }
}
