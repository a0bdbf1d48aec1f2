import Foundation
import TestSupport
import Testing

/// A test tool of the host that writes reports.
struct TestTool: Sendable, CustomTestStringConvertible {
    var name: String
    /// What must succeed for the tool to count as installed.
    var probe: String
    var files: [String: String]
    var command: String
    /// How the run's last line sums its tests up.
    var summary: String

    var testDescription: String { name }

    var isInstalled: Bool {
        let program = try? SpawnedProgram(
            ["/bin/sh", "-c", probe],
            environment: ["PATH": "/usr/bin:/bin"],
            directory: "/"
        )
        let code = try? program?.wait().code
        if code != 0 { print("\(name) is not installed: its reports were not looked at") }
        return code == 0
    }

    static let all = [
        TestTool(
            name: "node",
            probe: "node --test --help",
            files: [
                "a.test.js": """
                const {test} = require('node:test'); const assert = require('assert');
                test('adds & <b> "q"', () => {});
                test('pays', () => assert.equal(3, 4));
                test('waits', {skip: 'later'}, () => {});
                test('known', {todo: true}, () => assert.fail('x'));
                """
            ],
            command:
                "node --test --test-reporter=junit --test-reporter-destination=r.xml a.test.js",
            summary: "1 of 4 tests failed"
        ),
        TestTool(
            name: "pytest",
            probe: "python3 -m pytest --version",
            files: [
                "test_a.py": """
                import pytest
                @pytest.mark.parametrize("c", ["euro", "a<b&c", "\\x1b[31m"])
                def test_pays(c): assert c == "euro"
                @pytest.mark.xfail
                def test_known(): assert False
                @pytest.fixture
                def broken():
                    yield 1
                    raise RuntimeError("gone")
                def test_cleans(broken): pass
                """
            ],
            command: "python3 -m pytest -q -p no:cacheprovider --junitxml=r.xml test_a.py",
            summary: "3 of 5 tests failed"
        ),
        TestTool(
            name: "bats",
            probe: "command -v bats",
            files: [
                "a.bats":
                    "@test \"adds\" { true; }\n@test \"pays # x\" { false; }\n@test \"waits\" { skip later; }\n"
            ],
            command: "bats --formatter tap a.bats > r.tap",
            summary: "1 of 3 tests failed"
        ),
        TestTool(
            name: "prove",
            probe: "command -v prove",
            files: ["a.t": "print \"1..3\\nok 1 - adds\\nnot ok 2 - pays\\n\";\n"],
            command: "prove --verbose a.t > r.tap",
            summary: "2 of 3 tests failed"
        ),
    ]
}

@Suite(.needsRoot) struct `The report of a test tool` {
    @Test(arguments: TestTool.all) func `is read as the tool meant it`(_ tool: TestTool) throws {
        guard tool.isInstalled else { return }
        let bench = try Workbench(
            """
            a:
              env: {PATH: /usr/bin:/bin, HOME: /tmp}
              steps:
                - run: \(tool.command)
                  reports: {files: r.*}
            """,
            files: tool.files
        )
        let run = try bench.cuvette("run")
        #expect(run.code == 1)
        #expect(run.stdout.contains(tool.summary), "\(run.stdout)")
    }
}
