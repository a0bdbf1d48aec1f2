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
            } catch let error where !(error is CleanExit || error is ValidationError) {
                RuntimeLog(arguments).tell(RuntimeError(error))
                exit(1)
            }
            exit(0)
        } catch {
            RuntimeCommand.exit(withError: error)
        }
    }
}

/// Command lines as callers of runc write them: Go's flag parser takes `--flag=true` for a flag, and callers say
/// `--rootless=auto` before the command, which we find out for ourselves.
enum GoArguments {
    static func translated(_ arguments: [String]) -> [String] {
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

    private static let valued: Set<String> = [
        "--root", "--log", "--log-format", "--cgroup-manager",
    ]

    private static let flags: Set<String> = [
        "--debug", "--systemd-cgroup", "--detach", "--force", "--all", "--tty", "--stats",
        "--no-pivot", "--no-new-keyring", "--no-new-privs", "--quiet", "--keep", "--no-subreaper",
    ]
}
