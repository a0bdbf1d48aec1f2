import ArgumentParser
import Containers
import Execution
import Glibc
import HostSystem
import Images

/// `cuvette shell` opens a shell in the container of a step, as it was before or after the step.
struct ShellCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shell",
        abstract: "Open a shell where a step failed, in the state in which it began.",
        discussion: """
            The container is the step's: the same image and files, user, folder, variables, mounts, network, services, \
            limits and system call filter. What you change is thrown away when you leave. In the shell, "rerun" runs the \
            step's command, "next" the step behind it, and "diff-files" shows what the step changed.

            EXAMPLES
              cuvette shell                        the latest failure, before the failed step
              cuvette shell 42/test/3 --after      behind a step, with what it wrote
              cuvette shell 42/test --service db   in a service that runs beside the step
              cuvette shell 42/test/3 -- env       one command instead of a shell
            """
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: KeptPlace.help)
    var place: String?

    @Flag(help: "The state before the step. (default)")
    var before = false

    @Flag(help: "The state behind the step, with what it wrote.")
    var after = false

    @Option(
        help: ArgumentHelp(
            "Open the shell in this service, which is started anew beside the step.",
            valueName: "name"
        )
    )
    var service: String?

    @OptionGroup var outside: AllowPathOption

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("A command to run instead of a shell.", valueName: "command")
    )
    var command: [String] = []

    func validate() throws {
        if before, after { throw ValidationError("--before and --after exclude each other") }
        if service != nil, !command.isEmpty {
            throw ValidationError("--service opens a shell; it takes no command")
        }
    }

    func run() throws {
        let store = try common.openStore()
        let steps = try KeptPlace.find(place, in: store)
        guard command.isEmpty else { return try runCommand(KeptPlace.findOne(place, in: store)) }
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            Console.tell("a shell needs a terminal; open it there with:")
            for step in steps { Console.print("cuvette shell \(step.place)\(options)") }
            return
        }
        try openShell(try chosen(steps))
    }

    private var options: String {
        (after ? " --after" : "") + (service.map { " --service \($0)" } ?? "")
    }

    /// One of several failures, by the number that is typed.
    private func chosen(_ steps: [KeptStep]) throws -> KeptStep {
        guard steps.count > 1 else { return steps[0] }
        for line in KeptPlace.lines(steps) { Console.tell(line) }
        while true {
            Console.write("which one? [1] ", [], to: STDERR_FILENO)
            guard let line = readLine() else { throw ExitCode(ExitCodes.wrongInput) }
            let number = line.isEmpty ? 1 : Int(line) ?? 0
            if steps.indices.contains(number - 1) { return steps[number - 1] }
        }
    }

    private func openShell(_ kept: KeptStep) throws {
        let workplace = try Workplace(common)
        defer { workplace.end() }
        let secrets = try KeptPlace.secrets(of: kept, allowed: outside.allowPath)
        let cancellation = Cancellation()
        let code = try KeptPlace.report {
            let tools = try KeptPlace.tools(workplace, cancellation)
            let shell = try StepShell(kept, after: after, secrets: secrets, tools)
            ShellBanner(
                kept: kept,
                isAfter: after,
                differences: shell.differences,
                service: service
            )
            .show(common.style)
            // From here on signals come by descriptor only: before there is a second thread.
            let foreground = try ForegroundProcess(isTerminal: true)
            let meeting = Meeting<ShellPlace>()
            return try meeting.hold(
                with: { hand in try await shell.prepared { try await hand($0) } },
                whileWaiting: { if foreground.wasInterrupted() { cancellation.cancel() } }
            ) { place in
                let terminal = Environment["TERM"] ?? "xterm"
                guard let service else {
                    return try shell.open(place, terminal: terminal, foreground)
                }
                return try shell.open(service: service, place, terminal: terminal, foreground)
            }
        }
        throw ExitCode(code)
    }

    private func runCommand(_ kept: KeptStep) throws {
        let workplace = try Workplace(common)
        defer { workplace.end() }
        let secrets = try KeptPlace.secrets(of: kept, allowed: outside.allowPath)
        let cancellation = Cancellation()
        let signals = SignalWatch(cancellation)
        let exit = try KeptPlace.report {
            let tools = try KeptPlace.tools(workplace, cancellation)
            let shell = try StepShell(kept, after: after, secrets: secrets, tools)
            let meeting = Meeting<ShellPlace>()
            return try meeting.hold(
                with: { hand in try await shell.prepared { try await hand($0) } },
                whileWaiting: {}
            ) { place in
                try shell.run(command, on: place) { stream, bytes in
                    let descriptor = stream == .stdout ? STDOUT_FILENO : STDERR_FILENO
                    Console.write("", Array(bytes), to: descriptor)
                }
            }
        }
        withExtendedLifetime(signals) {}
        if exit.cause == .cancelled { throw ExitCode(128 + (signals.first ?? SIGINT)) }
        switch exit.status {
        case .exited(let code): throw ExitCode(Int32(code))
        case .signaled(let number): throw ExitCode(128 + number)
        case .notRun(let action, let number):
            throw Console.fail(
                "\(action): \(String(cString: strerror(number)))",
                code: number == ENOENT ? 127 : 126
            )
        }
    }
}
