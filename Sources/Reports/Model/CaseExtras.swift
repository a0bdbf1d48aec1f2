/// What most cases of a large report do not have: all details but the place of the test.
struct CaseExtras: Sendable, Hashable {
    /// What is wrong, in the order of the report.
    var problems: [TestProblem] = []
    /// The runs beside the one that the case tells of.
    var attempts: [TestAttempt] = []
    /// What the test wrote to standard output.
    var output = HeldText.empty
    /// What the test wrote to standard error.
    var errorOutput = HeldText.empty
    /// Names and values that the test recorded.
    var properties: [TestProperty] = []
    /// Files and pages that the test points to.
    var attachments: [TestAttachment] = []

    /// The only problem of a case of which nothing else is told.
    fileprivate var onlyProblem: TestProblem? {
        let isOnly =
            problems.count == 1 && attempts.isEmpty && output.count == 0 && errorOutput.count == 0
            && properties.isEmpty && attachments.isEmpty
        return isOnly ? problems[0] : nil
    }
}

/// Extras behind one pointer: most cases have none, and most others only a problem.
enum BoxedExtras: Sendable {
    /// There are none.
    case none
    /// There is a problem and nothing else.
    case problem(ProblemBox)
    /// There is more.
    case all(ExtrasBox)

    /// A problem that many copies of a case share.
    final class ProblemBox: Sendable {
        fileprivate let problem: TestProblem

        fileprivate init(_ problem: TestProblem) {
            self.problem = problem
        }
    }

    /// Extras that many copies of a case share.
    final class ExtrasBox: Sendable {
        fileprivate let extras: CaseExtras

        fileprivate init(_ extras: CaseExtras) {
            self.extras = extras
        }
    }

    /// Extras in the smallest box they fit into.
    init(_ extras: CaseExtras) {
        if let problem = extras.onlyProblem {
            self = .problem(ProblemBox(problem))
        } else {
            self = extras == CaseExtras() ? .none : .all(ExtrasBox(extras))
        }
    }

    /// The extras.
    var value: CaseExtras {
        switch self {
        case .none: return CaseExtras()
        case .all(let box): return box.extras
        case .problem(let box):
            var extras = CaseExtras()
            extras.problems = [box.problem]
            return extras
        }
    }
}
