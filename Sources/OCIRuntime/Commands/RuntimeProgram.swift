import ArgumentParser
import Glibc

/// The program's beginning and end.
package enum RuntimeProgram {
    /// Runs the command of the command line and ends the process.
    package static func start() -> Never {
        signal(SIGPIPE, SIG_IGN)
        let arguments = GoArguments.translated(Array(CommandLine.arguments.dropFirst()))
        answer(RuntimeHelp.request(in: arguments, valued: GoArguments.valued))
        do {
            var command = try RuntimeCommand.parseAsRoot(arguments)
            do {
                try command.run()
            } catch let code as ExitCode {
                exit(code.rawValue)
            } catch let error where !Self.isAboutUsage(error) {
                RuntimeLog(arguments).tell(RuntimeError(error))
                exit(1)
            }
            exit(0)
        } catch {
            RuntimeCommand.exit(withError: error)
        }
    }
}

extension RuntimeProgram {
    /// The name by which it was called: a caller may know it as `runc`.
    static var name: String {
        let last = CommandLine.arguments.first?.split(separator: "/").last
        return last.map(String.init) ?? "cuvette-oci"
    }

    /// Ends the process where the command line is no command's.
    private static func answer(_ request: RuntimeHelp.Request?) {
        switch request {
        case nil: return
        case .help(let command):
            print(RuntimeHelp.text(of: command, program: name))
            exit(0)
        case .unknown(let word):
            let text = Array("\(name): No help topic for '\(word)'; see \(name) --help\n".utf8)
            write(STDERR_FILENO, text, text.count)
            exit(RuntimeHelp.unknownCommand)
        }
    }

    /// Whether an error is the argument parser's: help, the version, or an option that is wrong.
    private static func isAboutUsage(_ error: any Error) -> Bool {
        error is CleanExit || error is ValidationError
            || RuntimeCommand.exitCode(for: error) == ExitCode.success
    }
}

/// Command lines as callers of runc write them: Go's flag parser takes `--flag=true` for a flag, and callers say
/// `--rootless=auto` before the command, which we find out for ourselves.
enum GoArguments {
    static func translated(_ arguments: [String]) -> [String] {
        if asksForVersion(arguments) { return ["--version"] }
        var result: [String] = []
        var isBeforeCommand = true
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            // What stands behind `--` is the container's.
            if argument == "--" { return result + [argument] + rest }
            if isBeforeCommand, argument == "--rootless" {
                _ = rest.popFirst()
                continue
            }
            if isBeforeCommand, argument.hasPrefix("--rootless=") { continue }
            if isBeforeCommand, valued.contains(argument), let value = rest.popFirst() {
                result += [argument, value]
                continue
            }
            if !argument.hasPrefix("-") { isBeforeCommand = false }
            result += translated(argument)
        }
        return result
    }

    /// Whether `-v` stands where a command is expected.
    private static func asksForVersion(_ arguments: [String]) -> Bool {
        var rest = arguments[...]
        while let word = rest.popFirst(), word.hasPrefix("-") {
            if word == "-v" { return true }
            if valued.contains(word) || word == "--rootless" { rest = rest.dropFirst() }
        }
        return false
    }

    private static func translated(_ argument: String) -> [String] {
        guard argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") else {
            return [argument]
        }
        let name = String(argument[..<equals])
        guard flags.contains(name) else { return [argument] }
        switch argument[argument.index(after: equals)...] {
        case "true": return [name]
        case "false": return []
        default: return [argument]
        }
    }

    /// The options before the command that take a value.
    static let valued: Set<String> = [
        "--root", "--log", "--log-format", "--cgroup-manager",
    ]

    private static let flags: Set<String> = [
        "--debug", "--systemd-cgroup", "--detach", "--force", "--all", "--tty", "--stats",
        "--no-pivot", "--no-new-keyring", "--no-new-privs", "--quiet", "--keep", "--no-subreaper",
    ]
}
