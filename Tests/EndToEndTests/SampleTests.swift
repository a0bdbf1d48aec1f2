import Foundation
import TestSupport
import Testing

/// The samples of the language are programs, not pictures: each is run.
@Suite(.needsRoot) struct `The sample pipeline` {
    /// One that asks a person at the terminal can only be refused here.
    static let refused: Set = ["every-key.yml"]

    static let names: [String] = {
        let folder = Probe.packageRoot.appending(path: "pipelines/native").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".yml") }.sorted()
    }()

    @Test(arguments: names) func `runs`(name: String) throws {
        let sample = Probe.packageRoot.appending(path: "pipelines/native/\(name)")
        let bench = try Workbench(
            "a: {steps: [{run: 'true'}]}",
            files: [
                "README.md": "hello\n", "docs/page.md": "page\n", "package.lock": "1\n",
                "secret.txt": "from-file\n", "tests/unit/first_test.sh": "exit 0\n",
                "checks/main/second.sh": "exit 0\n",
            ]
        )
        try bench.repository.commit(
            "sample",
            ["cuvette.yml": try String(contentsOf: sample, encoding: .utf8)]
        )
        let run = try bench.run(environment: [
            "TOKEN": "token-0123456789", "RELEASE_SIGNING_KEY": "key-0123456789",
            "SECRET_IN_ENV": "env-0123456789",
        ])
        let expected: Int32 = Self.refused.contains(name) ? 2 : name.contains("fail") ? 1 : 0
        #expect(run.code == expected, "\(run.stdout)\(run.stderr)")
        if expected == 2 { #expect(run.stderr.contains("terminal")) }
        #expect(bench.host.leftovers() == [])
    }

    /// What "make demo" runs, on the commit that is here.
    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: Probe.packageRoot.path + "/.git"),
            "needs the repository: these sources are not in one"
        )
    )
    func `of this repository finds nothing wrong`() throws {
        let bench = try Workbench("a: {steps: [{run: 'true'}]}")
        let run = try bench.run(directory: Probe.packageRoot.path, seconds: 120)
        #expect(run.code == 0, "\(run.stdout)\(run.stderr)")
        #expect(run.stdout.contains("\"pipeline\":\"demo\""))
    }

    @Test func `cannot be forgotten`() {
        #expect(Self.names.count >= 13)
    }
}
