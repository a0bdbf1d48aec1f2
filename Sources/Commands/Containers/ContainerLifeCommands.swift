import HostSystem
import ArgumentParser
import Containers
import Objects

/// `cuvette container stop`: asks containers to end.
struct ContainerStopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Ask containers to end; kill them when their time is up."
    )

    @OptionGroup var store: StoreOptions

    @Option(
        name: [.customShort("t"), .customLong("time")],
        parsing: .unconditional,
        help: "Seconds until they are killed; -1 for never. (default: 10, or as made)"
    )
    var time: Int?

    @Option(name: .shortAndLong, help: "What they are asked with.")
    var signal: String?

    @Argument(help: "Names or ids.")
    var containers: [String]

    func run() throws {
        let number = try signal.map(SignalArgument.number)
        try ContainerCodes.forEach(containers) { name in
            let container = try store.containers().find(name)
            try ContainerControl(container).stop(signal: number, seconds: time)
            Console.print(name)
        }
    }
}

/// A signal on a command line.
enum SignalArgument {
    static func number(_ text: String) throws -> Int32 {
        try ContainerCodes.place {
            guard let number = SignalName.number(of: text), number > 0 else {
                throw ObjectError("there is no signal \"\(text)\"", code: 1)
            }
            return number
        }
    }
}

/// `cuvette container kill`: sends a signal.
struct ContainerKillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kill",
        abstract: "Send a signal to the first process of containers."
    )

    @OptionGroup var store: StoreOptions

    @Option(name: .shortAndLong, help: "The signal.")
    var signal = "KILL"

    @Argument(help: "Names or ids.")
    var containers: [String]

    func run() throws {
        let number = try SignalArgument.number(signal)
        try ContainerCodes.forEach(containers) { name in
            let container = try store.containers().find(name)
            if number == 9, container.process != nil {
                try ContainerControl(container).kill()
            } else {
                try ContainerControl(container).signal(number)
            }
            Console.print(name)
        }
    }
}

/// `cuvette container pause`: stops all processes where they are.
struct ContainerPauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Stop all processes of containers where they are."
    )

    @OptionGroup var store: StoreOptions
    @Argument(help: "Names or ids.")
    var containers: [String]

    func run() throws {
        try ContainerCodes.forEach(containers) { name in
            try ContainerControl(try store.containers().find(name)).pause()
            Console.print(name)
        }
    }
}

/// `cuvette container unpause`: lets paused processes go on.
struct ContainerUnpauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpause",
        abstract: "Let the processes of paused containers go on."
    )

    @OptionGroup var store: StoreOptions
    @Argument(help: "Names or ids.")
    var containers: [String]

    func run() throws {
        try ContainerCodes.forEach(containers) { name in
            try ContainerControl(try store.containers().find(name)).unpause()
            Console.print(name)
        }
    }
}

/// `cuvette container wait`: waits until containers do not run.
struct ContainerWaitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Wait until containers have ended for good; print their exit codes."
    )

    @OptionGroup var store: StoreOptions
    @Argument(help: "Names or ids.")
    var containers: [String]

    func run() throws {
        try ContainerCodes.forEach(containers) { name in
            Console.print("\(try ContainerControl(try store.containers().find(name)).wait())")
        }
    }
}

/// `cuvette container rename`: gives a container another name.
struct ContainerRenameCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename",
        abstract: "Give a container another name."
    )

    @OptionGroup var store: StoreOptions
    @Argument(help: "A name or id.")
    var container: String
    @Argument(help: "The new name.")
    var name: String

    func run() throws {
        try ContainerCodes.report {
            let shelf = try store.containers()
            try shelf.rename(try shelf.find(container), to: name)
        }
    }
}

/// `cuvette container update`: changes what containers may use up.
struct ContainerUpdateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Change what containers may use up, also while they run."
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var limits: LimitOptions

    @Option(help: "What is done when it ends; counts from its next start.")
    var restart: String?

    @Argument(help: "Names or ids.")
    var containers: [String]

    func validate() throws {
        guard limits.ulimit.isEmpty else {
            throw ValidationError("--ulimit: the limits of processes that run cannot be changed")
        }
    }

    func run() throws {
        let policy = try restart.map { text in
            guard let policy = RestartPolicy(text) else {
                throw ValidationError("--restart \(text): unknown policy")
            }
            return policy
        }
        try ContainerCodes.forEach(containers) { name in
            let control = ContainerControl(try store.containers().find(name))
            try control.update(try LimitReader(limits).resources(), restart: policy)
            Console.print(name)
        }
    }
}
