package import Expressions

/// What a step does: a script for a shell, or one program with its arguments.
package enum StepAction: Sendable, Hashable {
    /// A script and who reads it.
    case run(Placed<Template>, Shell)
    /// A program and its arguments, run as they are; at least one.
    case command([Placed<Template>])
}
