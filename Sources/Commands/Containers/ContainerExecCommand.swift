import ArgumentParser
import Containers
import Glibc
import HostSystem
import OCI
import Objects

/// `cuvette container exec`: runs one more command in a running container.
struct ContainerExecCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Run one more command in a running container."
    )

    @OptionGroup var store: StoreOptions

    @Flag(name: .shortAndLong, help: "Connect its input to ours.")
    var interactive = false

    @Flag(name: .shortAndLong, help: "Give it a terminal.")
    var tty = false

    @Flag(name: .shortAndLong, help: "Do not stay.")
    var detach = false

    @Option(name: .shortAndLong, help: "A variable: NAME=value, or NAME for our own.")
    var env: [String] = []

    @Option(name: .customLong("env-file"), help: "A file with a variable a line.")
    var envFile: [String] = []

    @Option(name: .shortAndLong, help: "Who it runs as: USER[:GROUP].")
    var user: String?

    @Option(name: .shortAndLong, help: "Where it starts.")
    var workdir: String?

    @Argument(help: "A name or id.")
    var container: String

    @Argument(parsing: .captureForPassthrough, help: "The command.")
    var command: [String]

    func run() throws {
        try ContainerCodes.report(nil) {
            let place = try ContainerPlace(try store.open())
            let found = try place.shelf.find(container)
            var request = ExecRequest(command)
            let own = Environment.all
            for file in envFile { request.environment += try EnvironmentText.file(file, own: own) }
            request.environment += try env.compactMap { try EnvironmentText.variable($0, own: own) }
            request.user = user
            request.workingDirectory = workdir
            request.hasTerminal = tty
            request.hasInput = interactive
            let code = try ContainerExec(found, place.session, of: try place.host())
                .run(request, detached: detach)
            if code != 0 { throw ExitCode(code) }
        }
    }
}
