/// A comparison of one argument of a system call.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "Seccomp", `args`.
package struct SeccompArgument: Sendable, Hashable, Codable {
    /// Which argument, from 0 to 5.
    package var index: UInt32
    /// What it is compared with; the mask where `op` is `SCMP_CMP_MASKED_EQ`.
    package var value: UInt64
    /// What it must be once masked, which no other operator reads; nil stands for 0.
    package var valueTwo: UInt64?
    /// How it is compared.
    package var op: SeccompOperator

    /// A comparison.
    package init(
        index: UInt32,
        value: UInt64,
        valueTwo: UInt64? = nil,
        op: SeccompOperator
    ) {
        self.index = index
        self.value = value
        self.valueTwo = valueTwo
        self.op = op
    }
}
