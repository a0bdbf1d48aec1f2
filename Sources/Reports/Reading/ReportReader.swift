/// Reads a report of any known format; the content decides which one it is.
///
/// What holds for `JUnitParser` holds for all formats: whatever is complete is kept, what is wrong
/// is a located warning, nothing is believed that can be counted, and time and memory are bounded
/// by the size of the file and by `ReportLimits`.
package struct ReportReader: Sendable {
    /// How much is kept.
    package var limits: ReportLimits
    /// The absolute path of the workspace as the tests saw it; attachments are judged against it.
    package var workspace: String?

    /// A reader that keeps as much as the limits allow.
    package init(limits: ReportLimits = ReportLimits(), workspace: String? = nil) {
        self.limits = limits
        self.workspace = workspace
    }

    /// Reads one file.
    ///
    /// - Parameters:
    ///   - bytes: The file as it is, in UTF-8, UTF-16, UTF-32 or an encoding that XML declares.
    ///   - file: What warnings call it.
    /// - Returns: What it holds; a file of no known format holds an `unreadable` report.
    package func read(_ bytes: [UInt8], file: String) -> ReportContent {
        let finding = EncodingFinding(bytes)
        let document = finding.encoding.utf8(bytes, from: finding.markBytes)
        let source = ReportSource(file: file, limits: limits, workspace: workspace)
        guard let format = ReportFormat(recognising: document) else {
            return .unknown(unknown(bytes, document, file))
        }
        if let coverage = Self.coverage(document, format, source) {
            return .coverage(coverage, format)
        }
        let report = Self.tests(document, format, source) ?? junit(bytes, file)
        return .tests(report, format)
    }

    /// What can be said of a file in no known format.
    private func unknown(_ bytes: [UInt8], _ document: [UInt8], _ file: String) -> TestReport {
        // The JUnit reader knows best what an empty or broken file is.
        var report = junit(bytes, file)
        guard report.integrity == .unreadable, !document.allSatisfy(\.isXMLSpace) else {
            return report
        }
        // What it misses says nothing of a file that is something else.
        report.warnings.removeAll { $0.kind != .unreadable }
        for index in report.warnings.indices {
            report.warnings[index].message = "this is no report in a known format"
        }
        return report
    }

    private func junit(_ bytes: [UInt8], _ file: String) -> TestReport {
        JUnitParser(limits: limits, workspace: workspace).parse(bytes, file: file)
    }

    private static func coverage(
        _ document: [UInt8],
        _ format: ReportFormat,
        _ source: ReportSource
    ) -> CoverageReport? {
        switch format {
        case .cobertura: CoberturaReader.read(document, source)
        case .jacoco: JaCoCoReader.read(document, source)
        case .clover: CloverReader.read(document, source)
        case .sonarQube: SonarQubeReader.read(document, source)
        case .lcov: LCOVReader.read(document, source)
        case .goCover: GoCoverReader.read(document, source)
        default: nil
        }
    }

    private static func tests(
        _ document: [UInt8],
        _ format: ReportFormat,
        _ source: ReportSource
    ) -> TestReport? {
        switch format {
        case .tap: TAPReader.read(document, source)
        case .goTestJSON: GoJSONReader.read(document, source)
        case .goTestText: GoTextReader.read(document, source)
        case .swiftTesting: SwiftTestingReader.read(document, source)
        case .ctrf: CTRFReader.read(document, source)
        case .libtest: LibtestReader.read(document, source)
        case .trx: TRXReader.read(document, source)
        case .nunit2, .nunit3: NUnitReader.read(document, source)
        case .xunitNet: XUnitNetReader.read(document, source)
        case .libtestText: LibtestTextReader.read(document, source)
        case .mocha: MochaReader.read(document, source)
        case .rspec: RSpecReader.read(document, source)
        case .dart: DartReader.read(document, source)
        default: native(document, format, source)
        }
    }

    private static func native(
        _ document: [UInt8],
        _ format: ReportFormat,
        _ source: ReportSource
    ) -> TestReport? {
        switch format {
        case .ctest: CTestReader.read(document, source)
        case .qtTest: QtTestReader.read(document, source)
        case .boostTest: BoostTestReader.read(document, source)
        case .cppUnit: CppUnitReader.read(document, source)
        case .cUnit: CUnitReader.read(document, source)
        case .fpcUnit: FPCUnitReader.read(document, source)
        case .mbUnit: MbUnitReader.read(document, source)
        case .gtester: GTesterReader.read(document, source)
        case .check: CheckReader.read(document, source)
        case .unitTestPlusPlus: UnitTestPlusPlusReader.read(document, source)
        case .valgrind: ValgrindReader.read(document, source)
        case .failsafe: FailsafeReader.read(document, source)
        default: nil
        }
    }
}
