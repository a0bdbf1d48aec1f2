import Glibc
import HostSystem

/// The program's beginning and end.
package enum RuntimeProgram {
    /// Runs the command of the command line and ends the process.
    package static func start() -> Never {
        signal(SIGPIPE, SIG_IGN)
        ProgramBeginning.openStandardStreams()
        exit(run(Array(CommandLine.arguments.dropFirst())))
    }

    /// Runs the command of a command line.
    ///
    /// - Returns: The exit code.
    private static func run(_ arguments: [String]) -> Int32 {
        let runtime = RuntimeCommand()
        do {
            if let argument = ProgramBeginning.unreadableArgument {
                throw RuntimeError(
                    "the argument \"\(argument)\" is not UTF-8, which all arguments must be"
                )
            }
            switch try RuntimeRequest(arguments, for: runtime) {
            case .help(let command): print(RuntimeHelp.text(of: command, program: name))
            case .version: print(RuntimeVersion.whole)
            case .command(let command, let words):
                try prepare(command, words)
                try command.run(in: runtime)
            }
            // A caller reads the state or the list from there, and would take a part for the whole.
            if fflush(nil) != 0, errno != EPIPE {
                let reason = String(cString: strerror(errno))
                throw RuntimeError("cannot write to standard output: \(reason)")
            }
            return 0
        } catch let code as ExitCode {
            return code.rawValue
        } catch let error as RuntimeRequest.UnknownCommand {
            runtime.records.tell(
                RuntimeError("No help topic for '\(error.word)'; see \(name) --help")
            )
            return RuntimeHelp.unknownCommand
        } catch {
            runtime.records.tell(RuntimeError(error))
            return 1
        }
    }

    /// Gives a command its words.
    private static func prepare(_ command: any RuntimeSubcommand, _ words: [String]) throws {
        do {
            try command.reader.read(words)
            try command.validate()
        } catch {
            let name = type(of: command).name
            throw RuntimeError("\(name): \(error); see \(self.name) \(name) --help")
        }
    }

    /// The name by which it was called: a caller may know it as `runc`.
    static var name: String {
        let last = CommandLine.arguments.first?.split(separator: "/").last
        return last.map(String.init) ?? "cuvette-oci"
    }
}

/// What a command line asks for.
enum RuntimeRequest {
    /// The help of a command, or of the program where nil.
    case help((any RuntimeSubcommand.Type)?)
    /// What this program is.
    case version
    /// A command, and the words behind its name.
    case command(any RuntimeSubcommand, words: [String])

    /// A word that is no command.
    struct UnknownCommand: Error {
        /// The word.
        let word: String
    }

    /// Finds the command, and reads what stands before it.
    ///
    /// - Parameters:
    ///   - arguments: Without the program's name.
    ///   - runtime: Gets what was said before the command.
    /// - Throws: `UnknownCommand`, `RuntimeError`.
    init(_ arguments: [String], for runtime: RuntimeCommand) throws {
        var rest = arguments[...]
        try CommandReader([runtime]).readOptions(&rest)
        guard !runtime.version else {
            self = .version
            return
        }
        guard !runtime.help, let word = rest.popFirst() else {
            self = .help(nil)
            return
        }
        if word == "help" {
            self = .help(try rest.first.map(Self.command))
            return
        }
        let command = try Self.command(word)
        // Behind the command's first word that is no option, options may be those of the container's program.
        let asks = rest.first.map(Self.asksForHelp) == true
        self = asks ? .help(command) : .command(command.init(), words: Array(rest))
    }

    private static func command(_ word: String) throws(UnknownCommand)
        -> any RuntimeSubcommand.Type
    {
        guard let found = RuntimeCommand.commands.first(where: { $0.name == word }) else {
            throw UnknownCommand(word: word)
        }
        return found
    }

    private static func asksForHelp(_ word: String) -> Bool { word == "-h" || word == "--help" }
}
