import ArgumentParser

extension CuvetteCommand {
    /// The command of a command line.
    ///
    /// What the first words name is parsed alone: for the whole tree the parser makes every option of every command on
    /// the way, which takes longer than many commands do. Help, versions and mistakes are the whole tree's.
    ///
    /// - Parameter arguments: Without the program's name.
    /// - Returns: The command, to be run.
    /// - Throws: What the parser throws.
    static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
        // Why it cannot be parsed is told by the whole tree, with the whole command line in its usage.
        if let (leaf, rest) = leaf(of: arguments), let command = try? leaf.parseAsRoot(rest),
            type(of: command) == leaf
        {
            return command
        }
        return try parseAsRoot(arguments)
    }

    /// The command that the first words name, and what follows them; nil where they name none, or a group.
    private static func leaf(
        of arguments: [String]
    ) -> (any ParsableCommand.Type, [String])? {
        var command: any ParsableCommand.Type = Self.self
        var rest = arguments[...]
        while !command.configuration.subcommands.isEmpty {
            guard let word = rest.popFirst(),
                let next = command.configuration.subcommands.first(where: { $0.isCalled(word) })
            else { return nil }
            command = next
        }
        return (command, Array(rest))
    }
}

extension ParsableCommand {
    /// Whether a word is one of its names, as far as they are written down.
    fileprivate static func isCalled(_ word: String) -> Bool {
        configuration.commandName == word || configuration.aliases.contains(word)
    }
}
