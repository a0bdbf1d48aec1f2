import ArgumentParser
import Dispatch
import Glibc
import HostSystem

/// The program's very beginning, before there is a second thread.
package enum Program {
    /// Parses the command line, runs the command and exits; does not return.
    package static func start() -> Never {
        // A reader that goes away ends a print, not the run that is being printed.
        signal(SIGPIPE, SIG_IGN)
        ProgramBeginning.openStandardStreams()
        // Files of a layer have the permissions that the tree gives them, whatever the user's own mask is.
        umask(0o022)
        if let argument = ProgramBeginning.unreadableArgument {
            Console.tell(
                "error: the argument \"\(argument)\" is not UTF-8, which all arguments must be"
            )
            exit(
                MainThread.isShared(CommandLine.arguments)
                    ? ContainerCodes.failure : ExitCodes.wrongInput
            )
        }
        MonitorEntry.runIfMeant(CommandLine.arguments)
        HostIdentity.establish(for: CommandLine.arguments)
        if MainThread.isMeant(CommandLine.arguments) { MainThread.run(CommandLine.arguments) }
        Task {
            await runCommand()
            exit(Console.isWhole ? ExitCodes.success : ExitCodes.hostFailure)
        }
        dispatchMain()
    }

    /// Does what `AsyncParsableCommand.main` does, but returns 2 for a command line that cannot be parsed: its own
    /// EX_USAGE, 64, is not one of the codes that we promise.
    private static func runCommand() async {
        do {
            var command = try CuvetteCommand.parsed(
                EvalCommand.marked(Array(CommandLine.arguments.dropFirst()))
            )
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            guard CuvetteCommand.exitCode(for: error) == .validationFailure else {
                CuvetteCommand.exit(withError: error)
            }
            Console.tell(CuvetteCommand.fullMessage(for: error))
            exit(ExitCodes.wrongInput)
        }
    }
}
