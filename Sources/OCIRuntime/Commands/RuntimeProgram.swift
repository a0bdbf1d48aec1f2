import ArgumentParser
import Glibc

/// The program's beginning and end.
package enum RuntimeProgram {
    /// Runs the command of the command line and ends the process.
    package static func start() -> Never {
        signal(SIGPIPE, SIG_IGN)
        let arguments = GoArguments.translated(Array(CommandLine.arguments.dropFirst()))
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
    /// Whether an error is the argument parser's: help, the version, or an option that is wrong.
    private static func isAboutUsage(_ error: any Error) -> Bool {
        error is CleanExit || error is ValidationError
            || RuntimeCommand.exitCode(for: error) == ExitCode.success
    }
}

/// Command lines as callers of runc write them: Go's flag parser takes `--flag=true` for a flag.
enum GoArguments {
    static func translated(_ arguments: [String]) -> [String] {
        if asksForVersion(arguments) { return ["--version"] }
        var result: [String] = []
        for (index, argument) in arguments.enumerated() {
            // What stands behind `--` is the container's.
            if argument == "--" { return result + arguments[index...] }
            guard argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") else {
                result.append(argument)
                continue
            }
            let value = argument[argument.index(after: equals)...]
            let name = String(argument[..<equals])
            if value == "true", flags.contains(name) {
                result.append(name)
            } else if value == "false", flags.contains(name) {
                continue
            } else {
                result.append(argument)
            }
        }
        return result
    }

    /// Whether `-v` stands where a command is expected.
    private static func asksForVersion(_ arguments: [String]) -> Bool {
        let valued = ["--root", "--log", "--log-format", "--cgroup-manager", "--rootless"]
        var rest = arguments[...]
        while let word = rest.popFirst(), word.hasPrefix("-") {
            if word == "-v" { return true }
            if valued.contains(word) { rest = rest.dropFirst() }
        }
        return false
    }

    private static let flags: Set<String> = [
        "--debug", "--systemd-cgroup", "--detach", "--force", "--all", "--tty", "--stats",
        "--no-pivot", "--no-new-keyring", "--no-new-privs", "--quiet", "--keep", "--no-subreaper",
    ]
}
