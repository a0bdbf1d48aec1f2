package import Diagnostics

/// A test whose failures do not fail a run for now, who looks after it, and until when.
package struct QuarantinedTest: Sendable, Hashable {
    /// Its short id, or its class and name with a dot between, in which `*` stands for any text.
    package var test: Located<String>
    /// Who will mend it.
    package var owner: String
    /// Why it is here.
    package var reason: String
    /// The last day on which its failures do not count.
    package var expires: CalendarDay

    /// An entry by its parts.
    package init(test: Located<String>, owner: String, reason: String, expires: CalendarDay) {
        self.test = test
        self.owner = owner
        self.reason = reason
        self.expires = expires
    }

    /// Whether a test is meant.
    ///
    /// - Parameters:
    ///   - id: Its short id: `t:3fa9c10b27de`.
    ///   - classname: The class, module or file that holds it; may be empty.
    ///   - name: Its own name.
    /// - Returns: Whether this entry is about it.
    package func matches(id: String, classname: String, name: String) -> Bool {
        let pattern = test.value
        if pattern.hasPrefix("t:") { return id.hasPrefix(pattern) }
        return Self.matches(pattern, classname.isEmpty ? name : "\(classname).\(name)")
    }

    /// Whether a text has the form of a pattern in which `*` stands for any text.
    private static func matches(_ pattern: String, _ text: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, let last = parts.last else {
            return pattern == text
        }
        guard text.utf8.count >= first.utf8.count + last.utf8.count, text.hasPrefix(first),
            text.hasSuffix(last)
        else { return false }
        var rest = text.dropFirst(first.count).dropLast(last.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}
