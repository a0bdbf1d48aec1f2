/// What CTest says of a test that it did not run.
enum CTestStatus {
    private static let failures = [
        "Unable to find executable", "Required Files Missing", "Fixture dependency failed",
        "Failed to start",
    ]

    /// Whether CTest fails for such a test, though it calls it `notrun` like one that was skipped.
    ///
    /// Source: CMake, Source/CTest/cmCTestRunTest.cxx; the numbers of CTest 3.25 itself.
    static func isFailure(_ status: String) -> Bool {
        failures.contains(where: status.hasPrefix)
    }
}
