/// The help of the program and of its commands, laid out as runc's is: callers and scripts look for these lines.
enum RuntimeHelp {
    /// The exit code of a command that does not exist, as of runc.
    static let unknownCommand: Int32 = 3

    /// The help of a command, or of the program.
    ///
    /// - Parameters:
    ///   - command: The command; nil for the program.
    ///   - program: The name by which the program was called.
    /// - Returns: Some lines.
    static func text(of command: (any RuntimeSubcommand.Type)?, program: String) -> String {
        guard let command else { return text(ofProgram: program) }
        let name = "\(program) \(command.name)"
        let reader = command.init().reader
        return """
            NAME:
               \(name) - \(command.abstract)

            USAGE:
               \(name) \(reader.usage)

            \(reader.explanations)
            """
    }

    private static func text(ofProgram program: String) -> String {
        let commands = RuntimeCommand.commands.map { command in
            let gap = String(repeating: " ", count: max(1, 14 - command.name.count))
            return "   \(command.name)\(gap)\(command.abstract)"
        }
        return """
            NAME:
               \(program) - \(RuntimeCommand.abstract)

            USAGE:
               \(program) [options] <command> …

            COMMANDS:
            \(commands.joined(separator: "\n"))
               help          Show the help of a command.

            \(CommandReader([RuntimeCommand()]).explanations)
            """
    }
}
