import ArgumentParser

/// `cuvette report` reads, writes and joins test reports, without any run.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Read, convert and join test and coverage reports.",
        discussion: """
            Reads JUnit XML in all its dialects, TAP, prove --verbose, go test (-v and -json), Swift Testing's event \
            stream, CTRF, TRX, NUnit 2 and 3, xUnit.net, MbUnit, libtest (JSON and text), Mocha, RSpec and Dart JSON, \
            CTest, Qt Test, Boost.Test, CppUnit, AUnit, Embedded Unit, CUnit, FPCUnit, Check, gtester, UnitTest++ and \
            Valgrind XML, Failsafe's summary; and the coverage of Cobertura, LCOV, JaCoCo, Kover, Clover, SonarQube \
            and go cover. The content tells the format, the name of a file does not matter; - is standard input.
            """,
        subcommands: [
            ReportShowCommand.self, ReportWriteCommand.self, ReportMergeCommand.self,
        ]
    )
}
