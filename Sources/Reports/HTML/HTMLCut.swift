/// What a page leaves out so that it does not become too large.
struct HTMLCut {
    /// How many failures are told by name alone.
    var briefFailures = 0
    /// How many failures are only counted.
    var failures = 0
    /// How many outputs of tests are left out.
    var outputs = 0
    /// How many tests are only counted.
    var tests = 0

    /// What is left out, in one sentence; nil for nothing.
    var sentence: String? {
        var parts: [String] = []
        if briefFailures > 0 { parts.append("the traces of \(briefFailures.counted("failure"))") }
        if failures > 0 { parts.append(failures.counted("failure")) }
        if outputs > 0 { parts.append("the outputs of \(outputs.counted("test"))") }
        if tests > 0 { parts.append("the names of \(tests.counted("test"))") }
        guard !parts.isEmpty else { return nil }
        return "Left out to keep this page small: \(parts.joined(separator: ", "))."
    }
}
