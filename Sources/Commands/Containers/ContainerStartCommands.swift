import ArgumentParser
import HostSystem
import Objects

/// `cuvette container create`: makes a container.
struct ContainerCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a container; \"start\" runs its command.",
        helpNames: .long
    )

    @OptionGroup var options: CreateOptions
    @OptionGroup var store: StoreOptions

    @Argument(
        help:
            "A name such as alpine:3.20, or host, scratch, dir:PATH, oci:PATH[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:NAME]."
    )
    var image: String

    @Argument(parsing: .captureForPassthrough, help: "The command.")
    var command: [String] = []

    func run() throws {
        try ContainerCodes.report(nil) {
            let container = try ContainerCreation(options, try store.open()).create(image, command)
            Console.print(container.configuration.id)
        }
    }
}

/// `cuvette container start`: runs the commands of containers that were made.
struct ContainerStartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Run the commands of containers that were made, or have ended."
    )

    @OptionGroup var store: StoreOptions

    @Flag(name: .shortAndLong, help: "Stay, and show what it writes.")
    var attach = false

    @Flag(name: .shortAndLong, help: "Connect its input to ours.")
    var interactive = false

    @Option(name: .customLong("detach-keys"), help: "What, typed in a row, leaves it running.")
    var detachKeys: String?

    @Argument(help: "Names or ids.")
    var containers: [String]

    func validate() throws {
        if attach || interactive, containers.count != 1 {
            throw ValidationError("only one container can be stayed with")
        }
    }

    func run() throws {
        guard attach || interactive else {
            let store = try self.store.open()
            return try ContainerCodes.forEach(containers) { name in
                let container = try ContainerShelf(store).find(name)
                if !container.life.isActive {
                    _ = try ContainerPlace.start(container, in: store, watches: false)
                }
                Console.print(name)
            }
        }
        try ContainerCodes.report(nil) { try stay() }
    }

    private func stay() throws {
        let store = try self.store.open()
        let container = try ContainerShelf(store).find(containers[0])
        guard !container.life.isActive else {
            throw ObjectError("container \(containers[0]) is running", hint: "use attach", code: 1)
        }
        var options = AttachSession.Options()
        options.sendsInput = interactive && container.configuration.hasInput
        options.detachKeys = try AttachOptions.keys(detachKeys) ?? options.detachKeys
        let signals = try AttachSession.takeSignals()
        let socket = try ContainerPlace.start(container, in: store, watches: true)
        try AttachOptions.stay(container, socket, signals, options)
    }
}

/// `cuvette container attach`: connects to a running container.
struct ContainerAttachCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach",
        abstract: "Connect our terminal or pipes to a running container."
    )

    @OptionGroup var store: StoreOptions

    @Flag(name: .customLong("no-stdin"), help: "Do not connect its input.")
    var noInput = false

    @Option(name: .customLong("detach-keys"), help: "What, typed in a row, leaves it running.")
    var detachKeys: String?

    @Option(name: .customLong("sig-proxy"), help: "Whether signals that we get go to it.")
    var signalProxy = true

    @Argument(help: "A name or id.")
    var container: String

    func run() throws {
        try ContainerCodes.report {
            let found = try store.containers().find(container)
            guard found.life.isActive else {
                throw ObjectError("container \(container) is not running", hint: "use start -a")
            }
            var options = AttachSession.Options()
            options.sendsInput = !noInput && found.configuration.hasInput
            options.forwardsSignals = signalProxy
            options.detachKeys = try AttachOptions.keys(detachKeys) ?? options.detachKeys
            let signals = try AttachSession.takeSignals()
            let socket = try AttachSession.connect(to: found)
            AttachSession.watch(over: socket)
            try AttachOptions.stay(found, socket, signals, options)
        }
    }
}

/// `cuvette container restart`: ends containers and runs their commands again.
struct ContainerRestartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart",
        abstract: "End containers and run their commands again."
    )

    @OptionGroup var store: StoreOptions

    @Option(name: [.customShort("t"), .customLong("time")], help: "Seconds until it is killed.")
    var time: Int?

    @Argument(help: "Names or ids.")
    var containers: [String]

    func run() throws {
        let store = try self.store.open()
        try ContainerCodes.forEach(containers) { name in
            let container = try ContainerShelf(store).find(name)
            try ContainerControl(container).stop(seconds: time)
            _ = try ContainerPlace.start(try container.refreshed(), in: store, watches: false)
            Console.print(name)
        }
    }
}
