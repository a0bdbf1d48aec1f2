import Containers
import FoundationEssentials
import HostSystem
import Glibc
import Networks
import OCI
import Objects
import SystemPackage

/// Settles what a new container is: what the image says, and what the user says instead.
struct ConfigurationMaker {
    let options: CreateOptions
    let image: ImageFinder.Found
    let place: ContainerPlace

    /// The configuration.
    ///
    /// - Parameter command: The arguments behind the image.
    /// - Returns: What the container is.
    /// - Throws: `ObjectError`, `SystemError`.
    func configuration(_ command: [String]) throws -> ContainerConfiguration {
        try refuse()
        var made = ContainerConfiguration(
            id: ContainerID.make(),
            name: options.name ?? "",
            created: UTCTime.now,
            image: image.use
        )
        try setCommand(command, &made)
        try setPlace(&made)
        made.mounts = try MountMaker(options, image.parameters.volumes, place).mounts()
        made.resources = try LimitReader(options.limits).resources()
        made.processLimits = try LimitReader(options.limits).processLimits()
        try RightsReader(options.rights).apply(to: &made)
        made.health = try HealthReader(options.health, image.health).check()
        try setLife(&made)
        try LimitReader(options.limits).setMemory(&made)
        made.groups = options.groupAdd.isEmpty ? nil : options.groupAdd
        made.log = try LogBoundReader(driver: options.logDriver, options.logOption).bound()
        return made
    }

    private func refuse() throws {
        if options.rights.privileged {
            throw ObjectError(
                "--privileged is not supported",
                hint: "grant what is needed: --cap-add, --device, --security-opt seccomp=unconfined"
            )
        }
    }

    private func setCommand(_ command: [String], _ made: inout ContainerConfiguration) throws {
        if let entrypoint = options.entrypoint {
            // Who names another program does not mean the arguments of the image's.
            made.entrypoint = entrypoint.isEmpty ? [] : [entrypoint]
            made.command = command
        } else {
            made.entrypoint = image.parameters.entrypoint ?? []
            made.command = command.isEmpty ? image.parameters.command ?? [] : command
        }
        guard let first = made.arguments.first, !first.isEmpty else {
            throw ObjectError(
                "there is no command to run: the image names none",
                hint: "write it behind the image"
            )
        }
    }

    private func setPlace(_ made: inout ContainerConfiguration) throws {
        let own = Environment.all
        made.environment = image.parameters.environment
        for file in options.envFile {
            made.environment += try EnvironmentText.file(file, own: own)
        }
        made.environment += try options.env.compactMap {
            try EnvironmentText.variable($0, own: own)
        }
        made.workingDirectory = options.workdir ?? image.parameters.workingDirectory ?? "/"
        if made.workingDirectory.isEmpty { made.workingDirectory = "/" }
        guard made.workingDirectory.hasPrefix("/") else {
            throw ObjectError("-w \(made.workingDirectory): expected an absolute path")
        }
        made.user = options.user ?? image.parameters.user ?? ""
        if let hostname = options.hostname, !hostname.isEmpty { made.hostname = hostname }
        made.labels = image.parameters.labels
        for label in options.label {
            let parts = label.split(separator: "=", maxSplits: 1).map(String.init)
            guard let name = parts.first else { throw ObjectError("--label: the name is missing") }
            made.labels[name] = parts.count == 2 ? parts[1] : ""
        }
        made.hasTerminal = options.tty
        made.hasInput = options.interactive
        made.exposedPorts = image.parameters.exposedPorts
        try setNetwork(&made)
    }

    private func setNetwork(_ made: inout ContainerConfiguration) throws {
        for entry in options.addHost {
            let parts = entry.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, Self.isAddress(String(parts[1])) else {
                throw ObjectError("--add-host \(entry): expected NAME:ADDRESS, of IPv4 or IPv6")
            }
        }
        made.extraHosts = options.addHost
        made.ports = try options.publish.flatMap { try PortMapping.range($0) }.map(\.description)
        // Who publishes a port wants a network to publish it from.
        switch options.network ?? (made.ports.isEmpty ? "none" : "private") {
        case "none": made.network = .none
        // Docker's default bridge: a way to the outside, and nobody known by name.
        case "private", "bridge": made.network = .private
        case "host":
            made.network = .host
            if options.hostname == nil { made.hostname = Self.hostname() }
        case let text where text.hasPrefix("container:"):
            let other = try place.shelf.find(String(text.dropFirst(10)))
            made.network = .container(other.configuration.id)
        case let text:
            guard try NetworkShelf(place.store).find(text) != nil else {
                throw ObjectError(
                    "--network \(text): there is no such network",
                    hint:
                        "\"cuvette network create \(text)\" makes it; or use none, private, host or container:NAME"
                )
            }
            made.network = .named(text)
        }
        try setNames(&made)
    }

    private static func isAddress(_ text: String) -> Bool {
        var bytes = in6_addr()
        return IPv4Address(text) != nil || inet_pton(AF_INET6, text, &bytes) == 1
    }

    private func setNames(_ made: inout ContainerConfiguration) throws {
        var hasSeat = made.network == .private
        if case .named = made.network { hasSeat = true }
        guard made.ports.isEmpty || hasSeat else {
            throw ObjectError(
                "-p: ports are published from a network of containers: --network private, or one that was created"
            )
        }
        for alias in options.networkAlias where DomainName(alias) == nil {
            throw ObjectError("--network-alias \(alias): it is no name of a host")
        }
        guard !options.networkAlias.isEmpty else { return }
        guard case .named = made.network else {
            throw ObjectError("--network-alias: nobody else is in the container's network")
        }
        made.aliases = options.networkAlias
    }

    private static func hostname() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, 255) == 0 else { return "localhost" }
        return String(
            decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
    }

    private func setLife(_ made: inout ContainerConfiguration) throws {
        made.isReadOnly = options.readOnly
        made.hasInit = options.hasInit
        made.removesItself = options.remove
        if let text = options.restart {
            guard let policy = RestartPolicy(text) else {
                throw ObjectError(
                    "--restart \(text): expected no, on-failure[:N], always or unless-stopped"
                )
            }
            made.restart = policy
        }
        guard !made.removesItself || made.restart == .no else {
            throw ObjectError("--rm and --restart exclude each other")
        }
        if let text = options.stopSignal ?? image.parameters.stopSignal, !text.isEmpty {
            guard let number = SignalName.number(of: text), number > 0 else {
                throw ObjectError("--stop-signal \(text): there is no such signal")
            }
            made.stopSignal = number
        }
        if let seconds = options.stopTimeout { made.stopTimeoutSeconds = seconds }
    }
}
