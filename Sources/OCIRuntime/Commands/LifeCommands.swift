import HostSystem
import Containers
import FoundationEssentials
import Glibc
import OCI

/// Runs the process of a container that was made.
struct StartCommand: RuntimeSubcommand {
    static let name = "start"
    static let abstract = "Run the process of a container that was made."

    @Argument("id", help: "The container's id.")
    var id: String

    func run(in runtime: RuntimeCommand) throws {
        try RunningContainer.find(id, in: try runtime.state()).start()
        runtime.records.debug("init: closing the pipe to signal completion: \(id) is started")
    }
}

/// Tells where a container is in its life.
struct StateCommand: RuntimeSubcommand {
    static let name = "state"
    static let abstract = "Tell where a container is in its life."

    @Argument("id", help: "The container's id.")
    var id: String

    func run(in runtime: RuntimeCommand) throws {
        let container = try RunningContainer.find(id, in: try runtime.state())
        try JSONOutput.print(StateOutput(container))
    }
}

/// The state as runc and crun tell it.
///
/// Source: runtime.md, "State"; `rootfs`, `created` and `owner` are what callers of runc read besides.
struct StateOutput: Encodable {
    var ociVersion: String
    var id: String
    /// 0 where it is stopped, as runc has it.
    var pid: Int32
    var status: ContainerState.Status
    var bundle: String
    var rootfs: String
    var created: String
    var owner: String
    var annotations: [String: String]?

    init(_ container: RunningContainer) {
        let state = container.state
        let record = container.record
        ociVersion = state.ociVersion
        id = state.id
        pid = state.pid ?? 0
        status = state.status
        bundle = state.bundle
        let root = record.spec.root?.path ?? ""
        rootfs = root.hasPrefix("/") ? root : "\(record.bundle)/\(root)"
        created = record.created
        let uid = container.folder.owner
        owner = getpwuid(uid).map { String(cString: $0.pointee.pw_name) } ?? "\(uid)"
        annotations = state.annotations
    }
}

extension StateOutput {
    /// The state on one line, in runc's order.
    var line: OrderedObject {
        get throws {
            var object = OrderedObject()
            try object.add("ociVersion", ociVersion)
            try object.add("id", id)
            try object.add("pid", pid)
            try object.add("status", status)
            try object.add("bundle", bundle)
            try object.add("rootfs", rootfs)
            try object.add("created", created)
            if let annotations { try object.add("annotations", annotations) }
            try object.add("owner", owner)
            return object
        }
    }
}

/// Signals a container.
struct KillCommand: RuntimeSubcommand {
    static let name = "kill"
    static let abstract = "Send a signal to a container's process."

    @Flag("--all", "-a", help: "Send it to all processes.")
    var all = false

    @Argument("id", help: "The container's id.")
    var id: String

    @Argument("signal", help: "A name or number.")
    var signal = "TERM"

    func run(in runtime: RuntimeCommand) throws {
        let container = try RunningContainer.find(id, in: try runtime.state())
        guard let number = SignalName.number(of: signal) else {
            throw RuntimeError("unknown signal \"\(signal)\"")
        }
        if all { return try container.signalAll(number) }
        let status = container.status
        guard status != .stopped else {
            throw RuntimeError("cannot signal container \(id): it is not running")
        }
        try container.signal(number)
    }
}

/// Takes a container away.
struct DeleteCommand: RuntimeSubcommand {
    static let name = "delete"
    static let abstract = "Take a container away."

    @Flag("--force", "-f", help: "End it first; no error where there is none.")
    var force = false

    @Flag("--regex", "-r", help: "Take the id as a regular expression, for all that match.")
    var regex = false

    @Argument("id", help: "The container's id.")
    var id: String

    func run(in runtime: RuntimeCommand) throws {
        let state = try runtime.state()
        if regex {
            guard let pattern = try? Regex(id) else {
                throw RuntimeError("\"\(id)\" is no regular expression")
            }
            for id in try state.identifiers() where id.contains(pattern) {
                try RunningContainer.find(id, in: state).delete(force: force)
            }
            return
        }
        if force, (try? state.folder(of: id)) == nil { return }
        try RunningContainer.find(id, in: state).delete(force: force)
    }
}

/// Stops a container's processes where they are.
struct PauseCommand: RuntimeSubcommand {
    static let name = "pause"
    static let abstract = "Stop all processes of a container where they are."

    @Argument("id", help: "The container's id.")
    var id: String

    func run(in runtime: RuntimeCommand) throws {
        let container = try RunningContainer.find(id, in: try runtime.state())
        let status = container.status
        guard status == .running || status == .created else {
            throw RuntimeError("cannot pause container \(id): it is \(status.rawValue)")
        }
        guard let cgroup = container.record.cgroup else {
            throw RuntimeError("cannot pause container \(id): it has no cgroup")
        }
        try cgroup.freeze()
    }
}

/// Lets a paused container go on.
struct ResumeCommand: RuntimeSubcommand {
    static let name = "resume"
    static let abstract = "Let the processes of a paused container go on."

    @Argument("id", help: "The container's id.")
    var id: String

    func run(in runtime: RuntimeCommand) throws {
        let container = try RunningContainer.find(id, in: try runtime.state())
        guard container.status == .paused else {
            throw RuntimeError("cannot resume container \(id): it is not paused")
        }
        try container.record.cgroup?.thaw()
    }
}

/// JSON on standard output.
enum JSONOutput {
    /// Prints a value, indented.
    static func print(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .withoutEscapingSlashes, .sortedKeys]
        Swift.print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
