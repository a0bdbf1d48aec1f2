import Diagnostics
import Testing

@testable import Dockerfiles

/// Reads a text as a Dockerfile.
func read(_ text: String) throws -> Dockerfile {
    try Dockerfile(SourceFile(name: "Dockerfile", text: text))
}

/// The mistakes of a text, as a person is shown them.
func mistakes(of text: String) -> String {
    do {
        _ = try read(text)
        return "none"
    } catch let error as DiagnosticError {
        return DiagnosticRenderer().render(error.diagnostics)
    } catch {
        return "\(error)"
    }
}

@Suite struct `A Dockerfile` {
    @Test func `joins lines and drops comments among them`() throws {
        let file = try read("FROM scratch\nRUN a \\\n  # not this\n\n   b \\   \n\\\n c\n")
        guard case .run(let run) = file.stages[0].instructions[0].operation else {
            throw Failure("no RUN")
        }
        #expect(run.command == .shell("a    b  c"))
        #expect(file.warnings.map(\.code) == ["NoEmptyContinuation"])
    }

    @Test func `takes another escape from its first lines`() throws {
        let file = try read("# escape=`\nFROM scratch\nRUN dir c:\\ `\n x\n")
        guard case .run(let run) = file.stages[0].instructions[0].operation else {
            throw Failure("no RUN")
        }
        #expect(run.command == .shell("dir c:\\  x"))
    }

    @Test func `takes a directive for a comment once something else has stood above it`() throws {
        let file = try read("#\n# escape=`\nFROM scratch\nRUN a \\\n b\n")
        #expect(file.directives.escape == "\\")
    }

    @Test func `tells all its mistakes at once, each with its place`() {
        let text = """
            # escape=x
            RUN early
            FROM scratch AS 1st
            FRM scratch
            COPY --form=x a b
            COPY a
            RUN --mount=type=cahce,target=/x true
            ENV a=b c
            CMD ["a", 1]
            SHELL /bin/sh
            HEALTHCHECK SOMETIMES
            ONBUILD FROM x
            COPY --from=later a b
            FROM scratch AS later
            COPY --from=later a b
            COPY --from=7 a b
            COPY <<EOF /x
            """
        #expect(
            mistakes(of: text) == """
                Dockerfile:1:10: error: invalid escape directive "x": it can be \\ or `
                    1 | # escape=x
                      |          ^
                Dockerfile:2:1: error: no build stage in current context: only ARG may stand before the first FROM
                    2 | RUN early
                      | ^^^^^^^^^
                Dockerfile:3:17: error: invalid name for build stage: "1st"
                    3 | FROM scratch AS 1st
                      |                 ^^^
                  begin it with a letter, and use letters, digits, -, _ and .
                Dockerfile:4:1: error: unknown instruction: FRM
                    4 | FRM scratch
                      | ^^^
                  did you mean FROM?
                Dockerfile:5:6: error: unknown flag: --form
                    5 | COPY --form=x a b
                      |      ^^^^^^^^
                  did you mean "--from"?
                Dockerfile:6:1: error: COPY requires at least two arguments, and the last is the destination
                    6 | COPY a
                      | ^^^^^^
                Dockerfile:7:13: error: unsupported mount type "cahce"
                    7 | RUN --mount=type=cahce,target=/x true
                      |             ^^^^^^^^^^^^^^^^^^^^
                  did you mean "cache"?
                Dockerfile:8:9: error: cannot find = in "c": it must be of the form NAME=VALUE
                    8 | ENV a=b c
                      |         ^
                  put a value with spaces in quotes
                Dockerfile:9:5: error: when an array is used, it must hold strings only
                    9 | CMD ["a", 1]
                      |     ^^^^^^^^
                  put every element in double quotes
                Dockerfile:10:7: error: SHELL requires the arguments to be in JSON form
                   10 | SHELL /bin/sh
                      |       ^^^^^^^
                  write SHELL ["/bin/bash", "-c"]
                Dockerfile:11:13: error: unknown type "SOMETIMES" of HEALTHCHECK
                   11 | HEALTHCHECK SOMETIMES
                      |             ^^^^^^^^^
                  use NONE or CMD
                Dockerfile:12:9: error: FROM is not allowed as an ONBUILD trigger
                   12 | ONBUILD FROM x
                      |         ^^^^
                Dockerfile:13:13: error: stage "later" is further down, and only stages above can be named
                   13 | COPY --from=later a b
                      |             ^^^^^
                Dockerfile:15:13: error: circular dependency: stage "later" cannot copy from itself
                   15 | COPY --from=later a b
                      |             ^^^^^
                Dockerfile:16:13: error: invalid stage number 7: only the 1 stages above can be named
                   16 | COPY --from=7 a b
                      |             ^
                Dockerfile:17:6: error: the here-document is not ended: no line holds "EOF" alone
                   17 | COPY <<EOF /x
                      |      ^^^^^
                  add the line EOF

                """
        )
    }

    @Test func `is told of all values that cannot be, as far as no variable is in them`() {
        let text = """
            FROM scratch
            EXPOSE 80 99999 80/foo $LATER 90-80
            ONBUILD EXPOSE x
            STOPSIGNAL SIGFOO
            STOPSIGNAL 65
            STOPSIGNAL $LATER
            HEALTHCHECK --interval=1us --retries=99999999999 CMD true
            HEALTHCHECK --timeout=5 CMD true
            EXPOSE a:80 300.0.0.1:80:80
            """
        #expect(
            mistakes(of: text) == """
                Dockerfile:2:11: error: invalid port "99999"
                    2 | EXPOSE 80 99999 80/foo $LATER 90-80
                      |           ^^^^^
                  write it as 8080, 8080/udp or 8000-8010
                Dockerfile:2:17: error: invalid port "80/foo"
                    2 | EXPOSE 80 99999 80/foo $LATER 90-80
                      |                 ^^^^^^
                  write it as 8080, 8080/udp or 8000-8010
                Dockerfile:2:31: error: invalid port "90-80"
                    2 | EXPOSE 80 99999 80/foo $LATER 90-80
                      |                               ^^^^^
                  write it as 8080, 8080/udp or 8000-8010
                Dockerfile:3:16: error: invalid port "x"
                    3 | ONBUILD EXPOSE x
                      |                ^
                  write it as 8080, 8080/udp or 8000-8010
                Dockerfile:4:12: error: "SIGFOO" is no signal
                    4 | STOPSIGNAL SIGFOO
                      |            ^^^^^^
                  write it as SIGTERM or as a number from 1 to 64
                Dockerfile:5:12: error: "65" is no signal
                    5 | STOPSIGNAL 65
                      |            ^^
                  write it as SIGTERM or as a number from 1 to 64
                Dockerfile:7:24: error: --interval cannot be less than 1ms
                    7 | HEALTHCHECK --interval=1us --retries=99999999999 CMD true
                      |                        ^^^
                Dockerfile:7:38: error: --retries must be a number from 0 to 2147483647
                    7 | HEALTHCHECK --interval=1us --retries=99999999999 CMD true
                      |                                      ^^^^^^^^^^^
                Dockerfile:8:23: error: invalid duration "5"
                    8 | HEALTHCHECK --timeout=5 CMD true
                      |                       ^
                  write it as 30s or 1m30s
                Dockerfile:9:8: error: invalid port "a:80"
                    9 | EXPOSE a:80 300.0.0.1:80:80
                      |        ^^^^
                  write it as 8080, 8080/udp or 8000-8010
                Dockerfile:9:13: error: invalid port "300.0.0.1:80:80"
                    9 | EXPOSE a:80 300.0.0.1:80:80
                      |             ^^^^^^^^^^^^^^^
                  write it as 8080, 8080/udp or 8000-8010

                """
        )
    }

    @Test(arguments: [
        "EXPOSE 0 80/ 80/TCP 1.2.3.4:80:90 [::1]:80:80 :80 8000-8010/sctp \"443\"",
        "STOPSIGNAL term", "STOPSIGNAL SIGRTMAX-14", "STOPSIGNAL 64", "STOPSIGNAL \"SIGCLD\"",
        "HEALTHCHECK --interval= --retries= --timeout=1ms CMD true", "WORKDIR \"\"", "USER \"\"",
    ])
    func `takes every value that BuildKit takes`(line: String) {
        #expect(mistakes(of: "FROM scratch\n\(line)\n") == "none")
    }

    @Test(arguments: ["", "# only a comment\n", "\n\n", "ARG a\n", "FROM scratch\nENV PATH\n"])
    func `is refused without anything to build`(text: String) {
        #expect(mistakes(of: text) != "none")
    }

    @Test func `is told of its doubtful lines by BuildKit's names, unless it says otherwise`()
        throws
    {
        let text = """
            FROM scratch as Base
            MAINTAINER somebody
            env API_KEY=x
            LABEL a b
            CMD run
            CMD ["run"]
            """
        #expect(
            try read(text).warnings.map(\.code) == [
                "FromAsCasing", "StageNameCasing", "MaintainerDeprecated",
                "ConsistentInstructionCasing", "SecretsUsedInArgOrEnv", "LegacyKeyValueFormat",
                "MultipleInstructionsDisallowed", "JSONArgsRecommended",
            ]
        )
        #expect(try read("# check=skip=all\n" + text).warnings.isEmpty)
        #expect(throws: DiagnosticError.self) { try read("# check=error=true\n" + text) }
    }

    @Test func `reads a mount with all its fields`() throws {
        let file = try read(
            "FROM scratch\nRUN --mount=type=cache,id=x,target=/c,sharing=locked,mode=0755,uid=1,gid=2,ro true\n"
        )
        guard case .run(let run) = file.stages[0].instructions[0].operation else {
            throw Failure("no RUN")
        }
        let mount = try #require(run.mounts.first)
        #expect(mount.kind == .cache && mount.sharing == .locked && mount.identifier == "x")
        #expect(mount.mode == 0o755 && mount.uid == 1 && mount.gid == 2 && mount.isReadOnly == true)
    }

    @Test(
        arguments: [
            ("5s", 5_000_000_000), ("1m30s", 90_000_000_000), ("0", 0), ("1.5h", 5_400_000_000_000),
            ("100", nil), ("", nil), ("-", nil), ("1x", nil), ("250ms", 250_000_000),
        ] as [(String, Int64?)]
    ) func `reads durations as Go does`(text: String, expected: Int64?) {
        #expect(GoDuration.nanoseconds(text) == expected)
    }

    @Test func `takes an array for a shell's line where it is no JSON`() throws {
        let file = try read(
            "FROM scratch\nCMD ['a', 'b']\nENTRYPOINT [\"\\u00e9\\ud83d\\ude00\"]\n"
        )
        #expect(file.stages[0].instructions[0].operation == .command(.shell("['a', 'b']")))
        #expect(file.stages[0].instructions[1].operation == .entrypoint(.exec(["é😀"])))
    }
}

struct Failure: Error {
    let description: String
    init(_ description: String) { self.description = description }
}
