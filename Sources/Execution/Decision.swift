import Expressions
import Logs

/// Why a job or a step ran or was skipped: its condition, and what the parts of it came to.
package struct Decision: Sendable, Hashable {
    /// A part of the condition.
    package struct Part: Sendable, Hashable {
        /// As one would write it: `git.branch == 'main'`.
        package var text: String
        /// What it came to, secrets replaced: `true`, `'main'`, `not evaluated`.
        package var value: String
    }

    /// The condition as written; `success()` where none is.
    package var condition: String
    /// Whether it held.
    package var holds: Bool
    /// Its parts, each after those that it is made of.
    package var parts: [Part] = []
    /// What decided instead of a condition; nil where it decided.
    package var note: String?

    /// What came of a condition.
    ///
    /// - Parameters:
    ///   - condition: What was asked; `success()` where nil.
    ///   - holds: The answer.
    ///   - scope: That in which it was asked.
    ///   - redactor: Knows the secrets.
    init(_ condition: Condition?, holds: Bool, in scope: Scope, hiding redactor: Redactor) {
        self.holds = holds
        self.condition = condition?.source ?? "success()"
        parts = (condition?.trace(in: scope) ?? []).map {
            Part(text: redactor.redacted($0.text), value: redactor.redacted($0.outcomeText))
        }
    }

    /// What needed no condition.
    init(note: String) {
        condition = ""
        holds = false
        self.note = note
    }

    /// Whether it tells more than that all went its usual way.
    var isTelling: Bool { !holds || !parts.isEmpty }
}
