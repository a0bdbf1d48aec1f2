import Reports

extension Duration {
    /// The length in whole microseconds, as the database keeps it.
    var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}

extension TestOutcome {
    /// The number by which the database knows an outcome: from harmless to grave, above 1 for what speaks against the
    /// code.
    var code: Int {
        switch self {
        case .skipped: 0
        case .passed: 1
        case .failed: 2
        case .error: 3
        }
    }

    /// The outcome of a number.
    init(code: Int) {
        self =
            switch code {
            case 0: .skipped
            case 1: .passed
            case 2: .failed
            default: .error
            }
    }
}
