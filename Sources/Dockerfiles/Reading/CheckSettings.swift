import Diagnostics

/// What `# check=` says: which rules are left out, and whether what the others find stops the build.
///
/// Source: BuildKit's Dockerfile reference, "check".
package struct CheckSettings: Sendable, Hashable {
    /// The names of rules that are left out.
    package var skipped: Set<String> = []
    /// Whether all rules are left out.
    package var skipsAll = false
    /// Whether a finding is an error.
    package var isError = false

    /// All rules, as warnings.
    package init() {}

    /// Reads `skip=NAME,NAME;error=true`.
    init(_ text: Located<String>, _ findings: Findings) {
        let value = text.value.prefix { $0 != " " }
        for part in value.split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            switch (pair.first, pair.count) {
            case ("skip", 2):
                let names = pair[1].split(separator: ",").map(String.init)
                skipsAll = skipsAll || names.contains("all")
                skipped.formUnion(names)
            case ("error", 2) where ["true", "false"].contains(pair[1].lowercased()):
                isError = pair[1].lowercased() == "true"
            default:
                findings.tell(
                    "invalid-check",
                    "invalid check directive \"\(part)\"",
                    at: text.range,
                    fix: "write skip=RULE,RULE or error=true, with ; between them"
                )
            }
        }
    }

    /// Whether a rule is looked at.
    package func includes(_ rule: String) -> Bool {
        !skipsAll && !skipped.contains(rule)
    }
}
