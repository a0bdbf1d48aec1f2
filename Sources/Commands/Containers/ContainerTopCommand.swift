import ArgumentParser
import Containers
import FoundationEssentials
import Glibc
import HostSystem
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
            guard let process = found.process, let first = found.life.process?.pid else {
                throw ObjectError("container \(container) is not running", code: 1)
            }
            defer { withExtendedLifetime(process) {} }
            let listed = found.life.cgroup?.processes ?? []
            let processes = listed.isEmpty ? NamespaceProcesses.sharing(first) : listed
            let chosen = options.isEmpty ? ["-f"] : options
            let list = processes.map(String.init).joined(separator: ",")
            let text = try output(of: ["ps"] + chosen + ["-p", list])
            Console.write(try ProcessTable(text).rows(of: Set(processes)))
        }
    }

    /// What a command of the host writes; one that fails has said why, and ends us with its code.
    private func output(of command: [String]) throws -> String {
        let pipe = try OpenPipe()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipe.writing.descriptor, STDOUT_FILENO)
        let arguments = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, command[0], &actions, nil, arguments, environ)
        guard failure == 0 else {
            throw ObjectError("cannot run ps: \(String(cString: strerror(failure)))", code: 1)
        }
        let reader = pipe.takeReading()
        let bytes = try reader.readAll(limit: 64 << 20, name: "what ps writes")
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw ExitCode(1) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What ps(1) writes: a line of headings, and one for each process.
struct ProcessTable {
    private let lines: [Substring]

    init(_ text: String) {
        lines = text.split(separator: "\n")
    }

    /// The lines of some processes, with the headings: options such as `aux` choose those of the whole host.
    ///
    /// - Throws: `ObjectError` where no column says whose a line is.
    func rows(of processes: Set<Int32>) throws -> String {
        guard let headings = lines.first else { return "" }
        let words = headings.split(separator: " ")
        guard let column = words.firstIndex(of: "PID") else {
            throw ObjectError(
                "ps shows no column PID, by which the container's processes are known",
                hint: "add pid to the columns: -o pid,args",
                code: 1
            )
        }
        let rows = lines.dropFirst().filter { line in
            let fields = line.split(separator: " ", maxSplits: column + 1)
            return fields.count > column && Int32(fields[column]).map(processes.contains) == true
        }
        return ([headings] + rows).map { "\($0)\n" }.joined()
    }
}
