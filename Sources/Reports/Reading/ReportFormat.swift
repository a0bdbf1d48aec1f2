/// The formats that are read, each told by its content and never by a file's name.
package enum ReportFormat: String, Sendable, Hashable, CaseIterable {
    /// JUnit XML in any dialect.
    case junit
    /// The Test Anything Protocol, versions 12 to 14.
    case tap
    /// `go test -json`.
    case goTestJSON = "go-test-json"
    /// `go test -v`.
    case goTestText = "go-test"
    /// The event stream of Swift Testing, versions 0 and later.
    case swiftTesting = "swift-testing"
    /// The Common Test Report Format.
    case ctrf
    /// Visual Studio's test results.
    case trx
    /// NUnit 2.
    case nunit2
    /// NUnit 3.
    case nunit3
    /// xUnit.net, versions 1 and 2.
    case xunitNet = "xunit.net"
    /// MbUnit 2.
    case mbUnit = "mbunit"
    /// The JSON of Rust's libtest, and nextest's superset of it.
    case libtest
    /// What `cargo test` prints.
    case libtestText = "cargo-test"
    /// Mocha's JSON.
    case mocha
    /// RSpec's JSON.
    case rspec
    /// The JSON of `dart test`.
    case dart
    /// CTest's XML for CDash.
    case ctest
    /// Qt Test's XML.
    case qtTest = "qttest"
    /// Boost.Test's log or report in XML.
    case boostTest = "boost-test"
    /// The XML of CppUnit, AUnit and Embedded Unit.
    case cppUnit = "cppunit"
    /// CUnit's XML.
    case cUnit = "cunit"
    /// FPCUnit's XML.
    case fpcUnit = "fpcunit"
    /// The XML of GLib's gtester.
    case gtester
    /// The XML of Check.
    case check
    /// UnitTest++'s XML.
    case unitTestPlusPlus = "unittest++"
    /// Valgrind's XML.
    case valgrind
    /// The summary of Maven's Failsafe.
    case failsafe
    /// Cobertura's coverage XML.
    case cobertura
    /// LCOV's tracefiles.
    case lcov
    /// JaCoCo's coverage XML.
    case jacoco
    /// Clover's coverage XML.
    case clover
    /// SonarQube's generic coverage XML.
    case sonarQube = "sonarqube"
    /// `go test -coverprofile`.
    case goCover = "go-cover"

    /// Whether it is a stream of events with an end of its own: without it, whoever wrote the stream has died.
    package var hasOwnEnd: Bool {
        switch self {
        case .tap, .goTestJSON, .goTestText, .swiftTesting, .libtest, .libtestText, .dart: true
        default: false
        }
    }

    /// Whether it tells of covered lines and not of tests.
    package var isCoverage: Bool {
        switch self {
        case .cobertura, .lcov, .jacoco, .clover, .sonarQube, .goCover: true
        default: false
        }
    }
}
