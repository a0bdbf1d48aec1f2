import ArgumentParser
import Dispatch
import Glibc

/// The program's very beginning, before there is a second thread.
package enum Program {
    /// Parses the command line, runs the command and exits; does not return.
    package static func start() -> Never {
        // A reader that goes away ends a print, not the run that is being printed.
        signal(SIGPIPE, SIG_IGN)
        // Files of a layer have the permissions that the tree gives them, whatever the user's own mask is.
        umask(0o022)
        HostIdentity.establish(for: CommandLine.arguments)
        Task {
            await CuvetteCommand.main(EvalCommand.marked(Array(CommandLine.arguments.dropFirst())))
            exit(ExitCodes.success)
        }
        dispatchMain()
    }
}
