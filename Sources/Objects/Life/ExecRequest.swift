/// One more command for a running container.
package struct ExecRequest: Sendable, Hashable {
    /// The command.
    package var command: [String]
    /// `NAME=value`, over the container's own.
    package var environment: [String] = []
    /// `USER[:GROUP]`; nil for the container's.
    package var user: String?
    /// Where it starts; nil for the container's.
    package var workingDirectory: String?
    /// Whether it has a terminal.
    package var hasTerminal = false
    /// Whether it reads what we read.
    package var hasInput = false

    /// A command with everything else as in the container.
    package init(_ command: [String]) {
        self.command = command
    }
}
