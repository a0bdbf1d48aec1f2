import Glibc

/// A command of the program, whose properties, `CommandWord`s, hold what it is told.
protocol RuntimeSubcommand {
    /// Its name on the command line.
    static var name: String { get }
    /// What it does, in one sentence.
    static var abstract: String { get }

    /// The command with nothing said.
    init()

    /// Values that hold further words of it.
    var groups: [Any] { get }

    /// Refuses what was said where it makes no sense.
    func validate() throws

    /// Does it.
    ///
    /// - Parameter runtime: What was said before the command.
    /// - Throws: `ExitCode` of another program, or what has failed.
    func run(in runtime: RuntimeCommand) throws
}

extension RuntimeSubcommand {
    var groups: [Any] { [] }
    func validate() throws {}

    /// What reads its words.
    var reader: CommandReader { CommandReader([self] + groups) }
}

/// The code with which the program is to end, where that is neither success nor a failure to be told of.
struct ExitCode: Error {
    /// The code.
    let rawValue: Int32

    /// A code.
    init(_ rawValue: Int32) {
        self.rawValue = rawValue
    }
}
