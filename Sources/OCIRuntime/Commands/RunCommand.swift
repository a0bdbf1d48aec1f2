import OCI
import CSandbox
import Containers
import Glibc
import HostSystem

/// Makes a container, starts it, and stays until it ends.
struct RunCommand: RuntimeSubcommand {
    static let name = "run"
    static let abstract = "Make a container, start it and take it away when it ends."

    @Flag("--detach", "-d", help: "Do not stay.")
    var detach = false

    @Flag("--keep", help: "Leave the ended container.")
    var keep = false

    @Flag("--no-subreaper", help: "Accepted: nothing is reaped but the container.")
    var noSubreaper = false

    var options = BundleOptions()

    var groups: [Any] { [options] }

    func validate() throws { try options.validate() }

    func run(in runtime: RuntimeCommand) throws {
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
                options: runtime.createOptions(inherited, console, options)
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
        runtime.records.debug(
            "init: closing the pipe to signal completion: \(options.id) runs as process \(record.pid)"
        )
        guard !detach else { return }
        let code = try foreground.wait(for: record.pid)
        if !keep { try RunningContainer.find(options.id, in: state).delete(force: true) }
        throw ExitCode(code)
    }
}
