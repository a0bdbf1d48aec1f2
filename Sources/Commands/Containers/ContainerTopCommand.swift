import ArgumentParser
import Containers
import Glibc
import Objects

/// `cuvette container top`: shows the processes of a container.
struct ContainerTopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "Show the processes of a container, as ps of the host sees them."
    )

    @OptionGroup var store: StoreOptions

    @Argument(help: "A name or id.")
    var container: String

    @Argument(parsing: .captureForPassthrough, help: "Options of ps. (default: -f)")
    var options: [String] = []

    func run() throws {
        try ContainerCodes.report {
            let found = try store.containers().find(container)
            guard found.process != nil, let first = found.life.process?.pid else {
                throw ObjectError("container \(container) is not running", code: 1)
            }
            let listed = found.life.cgroup?.processes ?? []
            let processes = listed.isEmpty ? [first] : listed
            let chosen = options.isEmpty ? ["-f"] : options
            let list = processes.map(String.init).joined(separator: ",")
            try execute(["ps"] + chosen + ["-p", list])
        }
    }

    private func execute(_ command: [String]) throws {
        let arguments = command.map { strdup($0) } + [nil]
        execvp(command[0], arguments)
        throw ObjectError("cannot run ps: \(String(cString: strerror(errno)))", code: 1)
    }
}
