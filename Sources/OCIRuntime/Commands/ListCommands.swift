import OCI
import Containers
import Glibc
import HostSystem
import SystemPackage

/// How a list is shown.
enum ListFormat: String, CommandValue {
    case table, json
}

/// Tells of all containers.
struct ListCommand: RuntimeSubcommand {
    static let name = "list"
    static let abstract = "Tell of all containers."

    @Option("--format", "-f", help: "table or json.")
    var format: ListFormat = .table

    @Flag("--quiet", "-q", help: "Ids only.")
    var quiet = false

    func run(in runtime: RuntimeCommand) throws {
        let state = try runtime.state()
        let outputs = try state.identifiers().compactMap { id -> StateOutput? in
            do {
                return StateOutput(try RunningContainer.find(id, in: state))
            } catch let error as DecodingError {
                runtime.records.warn("passed over container \(id): \(RuntimeError(error))")
                return nil
            } catch {
                // One that is taken away meanwhile is no mistake.
                return nil
            }
        }
        if quiet { return outputs.forEach { print($0.id) } }
        if format == .json {
            return print("[\(try outputs.map { try $0.line.text }.joined(separator: ","))]")
        }
        let rows = outputs.map {
            [$0.id, "\($0.pid)", $0.status.rawValue, $0.bundle, $0.created, $0.owner]
        }
        TextTable.print([["ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"]] + rows)
    }
}

/// Tells of a container's processes.
struct PsCommand: RuntimeSubcommand {
    static let name = "ps"
    static let abstract = "Tell of the processes of a container."

    @Option("--format", "-f", help: "table, which ps(1) makes, or json.")
    var format: ListFormat = .table

    @Argument("id", help: "The container's id.")
    var id: String

    @Rest("options", help: "Options of ps(1).")
    var options: [String]

    func run(in runtime: RuntimeCommand) throws {
        let container = try RunningContainer.find(id, in: try runtime.state())
        let own = container.status == .stopped ? [] : [container.record.pid]
        let processes = container.record.cgroup?.processes ?? own
        if format == .json { return print("\(processes)") }
        try table(processes)
    }

    /// The lines of ps(1) that are about them.
    private func table(_ processes: [Int32]) throws {
        let wanted = options.isEmpty ? ["-ef"] : options
        let lines = try ProgramOutput.lines(of: "ps", wanted)
        guard let header = lines.first,
            let column = header.split(separator: " ").firstIndex(of: "PID")
        else { throw RuntimeError("ps \(wanted.joined(separator: " ")) shows no PID") }
        print(header)
        for line in lines.dropFirst() {
            let fields = line.split(separator: " ")
            guard column < fields.count, let pid = Int32(fields[column]), processes.contains(pid)
            else { continue }
            print(line)
        }
    }
}

/// A table of words.
enum TextTable {
    /// Prints rows with aligned columns.
    static func print(_ rows: [[String]]) {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        for row in rows {
            let cells = row.enumerated().map { index, cell in
                index == row.count - 1
                    ? cell : cell + String(repeating: " ", count: widths[index] - cell.count + 3)
            }
            Swift.print(cells.joined())
        }
    }
}

/// What another program prints.
enum ProgramOutput {
    /// Runs a program of the `PATH` and reads its lines.
    static func lines(of program: String, _ arguments: [String]) throws -> [String] {
        let pipe = try OpenPipe()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipe.writing.descriptor, 1)
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, program, &actions, nil, words, environ)
        guard failure == 0 else {
            throw RuntimeError("cannot run \(program): \(String(cString: strerror(failure)))")
        }
        let reading = pipe.takeReading()
        let bytes = try reading.readAll(limit: 64 << 20, name: program)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
