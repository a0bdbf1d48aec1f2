/// How an argument of a system call is compared, as unsigned 64-bit numbers.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "Seccomp", `op`; seccomp_rule_add(3).
package enum SeccompOperator: String, Sendable, Hashable, Codable, CaseIterable {
    /// It differs.
    case notEqual = "SCMP_CMP_NE"
    /// It is less.
    case less = "SCMP_CMP_LT"
    /// It is less or the same.
    case lessOrEqual = "SCMP_CMP_LE"
    /// It is the same.
    case equal = "SCMP_CMP_EQ"
    /// It is greater or the same.
    case greaterOrEqual = "SCMP_CMP_GE"
    /// It is greater.
    case greater = "SCMP_CMP_GT"
    /// Its bits under the mask `value` are `valueTwo`.
    case maskedEqual = "SCMP_CMP_MASKED_EQ"
}
