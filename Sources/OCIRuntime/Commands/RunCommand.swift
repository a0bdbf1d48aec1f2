import OCI
import ArgumentParser
import CSandbox
import Containers
import Glibc
import HostSystem

/// Makes a container, starts it, and stays until it ends.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Make a container, start it and take it away when it ends."
    )

    @ParentCommand var runtime: RuntimeCommand

    @Flag(name: .shortAndLong, help: "Do not stay.")
    var detach = false

    @Flag(help: "Leave the ended container.")
    var keep = false

    @Flag(name: .customLong("no-subreaper"), help: "Accepted: nothing is reaped but the container.")
    var noSubreaper = false

    @OptionGroup var options: BundleOptions

    func run() throws {
        let inherited = InheritedDescriptors.open(options.inheritedCount)
        // Before an ordinary user becomes root of a namespace, and its own folder would be taken for root's.
        let state = try runtime.state()
        let bundle = try options.read(runtime).entered()
        let foreground = try ForegroundProcess(
            isTerminal: bundle.spec.process?.terminal == true && !detach
                && options.consoleSocket == nil
        )
        let record = try options.withConsole { console in
            let console = console ?? foreground.consoleSocket
            return try ContainerMaker(
                state: state,
                options: runtime.createOptions(inherited, console)
            )
            .create(options.id, bundle)
        }
        do {
            try PidFile.write(record.pid, to: options.pidFile)
            try RunningContainer.find(options.id, in: state).start()
        } catch {
            try? RunningContainer.find(options.id, in: state).delete(force: true)
            throw error
        }
        runtime.records.debug("container \(options.id) runs as process \(record.pid)")
        guard !detach else { return }
        let code = try foreground.wait(for: record.pid)
        if !keep { try RunningContainer.find(options.id, in: state).delete(force: true) }
        throw ExitCode(code)
    }
}

/// A container's process that somebody waits for: signals go to it, its terminal is ours.
final class ForegroundProcess {
    private let sockets: SocketPair?
    private let signals: OpenFile

    /// Gets ready, before the process is there.
    ///
    /// - Parameter isTerminal: Whether it gets a terminal, which is shown on ours.
    /// - Throws: `SystemError`.
    init(isTerminal: Bool) throws {
        let numbers = [
            SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH, SIGCONT, SIGALRM,
        ]
        signals = OpenFile(
            adopting: try call(
                "take signals",
                "signalfd",
                csandbox_signals(numbers, numbers.count)
            )
        )
        sockets = isTerminal ? try TerminalSession.sockets() : nil
    }

    /// What gets the process's terminal; nil where it has none, or where somebody else does.
    var consoleSocket: Int32? {
        switch sockets {
        case .some(let sockets): sockets.theirs.descriptor
        case .none: nil
        }
    }

    /// Stays until the process ends.
    ///
    /// - Parameter pid: A child of ours.
    /// - Returns: Its exit code, or 128 and the signal's number.
    /// - Throws: `SystemError`.
    func wait(for pid: Int32) throws -> Int32 {
        let process = OpenFile(
            adopting: try call("watch the process", "pidfd_open", csandbox_pidfd_open(pid))
        )
        switch sockets {
        case .some(let sockets):
            let session = try TerminalSession(
                from: sockets.ours,
                process: process,
                signals: signals
            )
            _ = session.run()
        case .none: forwardSignals(to: process)
        }
        var status: Int32 = 0
        _ = csandbox_wait_status(pid, &status)
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    private func forwardSignals(to process: borrowing OpenFile) {
        while true {
            var polled = [
                pollfd(fd: process.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&polled, 2, -1) > 0 else { continue }
            while case let number = csandbox_next_signal(signals.descriptor), number != 0 {
                _ = csandbox_pidfd_send_signal(process.descriptor, number)
            }
            if polled[0].revents != 0 { return }
        }
    }
}
