import ArgumentParser

/// The help of the program and of its commands, laid out as runc's is: callers and scripts look for these lines.
enum RuntimeHelp {
    /// The exit code of a command that does not exist, as of runc.
    static let unknownCommand: Int32 = 3

    /// What a command line asks for that is no container's business.
    enum Request: Equatable {
        /// The help of a command, or of the program where nil.
        case help(String?)
        /// A command that does not exist.
        case unknown(String)
    }

    /// Reads a command line.
    ///
    /// - Parameters:
    ///   - arguments: Without the program's name.
    ///   - valued: The options before the command that take a value.
    /// - Returns: Nil where it is a command's.
    static func request(in arguments: [String], valued: Set<String>) -> Request? {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if asksForHelp(word) { return .help(nil) }
            if valued.contains(word) { _ = rest.popFirst() }
            if word.hasPrefix("-") { continue }
            if word == "help" { return rest.first.map(named) ?? .help(nil) }
            guard command(word) != nil else { return .unknown(word) }
            // Behind the command's first word that is no option, options may be those of the container's program.
            return rest.first.map(asksForHelp) == true ? .help(word) : nil
        }
        return nil
    }

    private static func named(_ word: String) -> Request {
        command(word) == nil ? .unknown(word) : .help(word)
    }

    private static func asksForHelp(_ word: String) -> Bool { word == "-h" || word == "--help" }

    private static func command(_ word: String) -> (any ParsableCommand.Type)? {
        RuntimeCommand.configuration.subcommands.first { $0.configuration.commandName == word }
    }

    /// The help of a command, or of the program.
    ///
    /// - Parameters:
    ///   - word: The command; nil for the program.
    ///   - program: The name by which the program was called.
    /// - Returns: Some lines.
    static func text(of word: String?, program: String) -> String {
        let type = word.flatMap(command) ?? RuntimeCommand.self
        let own = RuntimeCommand.configuration.commandName ?? program
        let whole = RuntimeCommand.helpMessage(for: type)
            .replacing("USAGE: \(own)", with: "USAGE:\n   \(program)")
        // The abstract stands in the first lines already.
        let rest = whole.firstRange(of: "USAGE:").map { whole[$0.lowerBound...] } ?? whole[...]
        let name = ([program] + [word].compactMap { $0 }).joined(separator: " ")
        return "NAME:\n   \(name) - \(type.configuration.abstract)\n\n\(rest)"
    }
}
