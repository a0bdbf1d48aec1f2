import ArgumentParser
import Builds
import Dockerfiles
import Glibc
import HostSystem
import OCI
import SystemPackage

/// What is built and with what, in the words of `docker build`.
struct BuildOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The Dockerfile: a file on disk, or in the commit; - for standard input. (default: Dockerfile or Containerfile of the context)",
            valueName: "path"
        )
    )
    var file: String?

    @Option(
        name: [.customShort("t"), .customLong("tag")],
        help: ArgumentHelp("A name of the image; may be given several times.", valueName: "name")
    )
    var tags: [String] = []

    @Option(help: ArgumentHelp("The stage that is wanted. (default: the last)", valueName: "stage"))
    var target: String?

    @Option(
        name: .customLong("build-arg"),
        help: ArgumentHelp(
            "A value of an ARG; without = that of the variable of this name.",
            valueName: "name[=value]"
        )
    )
    var arguments: [String] = []

    @Option(
        name: .customLong("secret"),
        help: ArgumentHelp(
            "A secret for RUN --mount=type=secret.",
            valueName: "id=name,src=file|env=variable"
        )
    )
    var secrets: [String] = []

    @Option(
        name: .customLong("ssh"),
        help: ArgumentHelp(
            "The socket of an agent for RUN --mount=type=ssh; without = that of SSH_AUTH_SOCK.",
            valueName: "default|name[=socket]"
        )
    )
    var agents: [String] = []

    @Option(help: ArgumentHelp("What the image is to run on.", valueName: "os/arch[/variant]"))
    var platform: String?

    @Option(help: "What commands see of the network: default, none or host.")
    var network = "default"

    @Option(
        help: ArgumentHelp(
            "Let commands ask for more: network.host or security.insecure.",
            valueName: "right"
        )
    )
    var allow: [String] = []

    @Option(
        name: .customLong("label"),
        help: ArgumentHelp("A label of the image.", valueName: "name=value")
    )
    var labels: [String] = []

    @Option(
        name: .customLong("cache-from"),
        help: ArgumentHelp(
            "Take layers from a cache in a registry; may be given several times.",
            valueName: "type=registry,ref=name"
        )
    )
    var cacheFrom: [String] = []

    @Option(
        name: .customLong("cache-to"),
        help: ArgumentHelp(
            "Put the layers into a cache in a registry.",
            valueName: "type=registry,ref=name"
        )
    )
    var cacheTo: [String] = []

    @Option(
        help: ArgumentHelp(
            "Of a commit without a Dockerfile, the job of its pipeline whose environment is built.",
            valueName: "name"
        )
    )
    var job: String?

    @Flag(name: .customLong("no-cache"), help: "Make everything anew.")
    var noCache = false

    @Flag(help: "Fetch base images anew.")
    var pull = false

    @Option(help: "How progress is shown: auto, plain or tty.")
    var progress = BuildPrinter.Mode.auto

    @Flag(name: .shortAndLong, help: "Show nothing but the image's id and what went wrong.")
    var quiet = false

    @Flag(
        name: .customLong("check"),
        help: "Find the mistakes of the Dockerfile, and build nothing."
    )
    var checksOnly = false

    /// Refuses what makes no sense before anything is opened.
    func check() throws {
        guard RunInstruction.Network(rawValue: network) != nil else {
            throw ValidationError("--network \(network): expected default, none or host")
        }
        for right in allow where BuildRequest.Entitlement(rawValue: right) == nil {
            throw ValidationError("--allow \(right): expected network.host or security.insecure")
        }
        for text in cacheFrom + cacheTo where BuildCaches.name(text) == nil {
            throw ValidationError("\(text): expected type=registry,ref=NAME")
        }
        if let platform, Platform(platform) == nil {
            throw ValidationError(
                "--platform \(platform): expected OS/ARCHITECTURE, such as linux/arm64"
            )
        }
        for label in labels where !label.contains("=") || label.hasPrefix("=") {
            throw ValidationError("--label \(label): expected NAME=VALUE")
        }
        for argument in arguments where argument.isEmpty || argument.hasPrefix("=") {
            throw ValidationError("--build-arg \(argument): expected NAME=VALUE")
        }
    }

    /// Puts them into a request.
    func apply(to request: inout BuildRequest) throws {
        request.target = target
        request.arguments = buildArguments
        request.secrets = try secretValues()
        request.agents = try agentSockets()
        if let platform = platform.flatMap({ Platform($0) }) { request.platform = platform }
        request.network = RunInstruction.Network(rawValue: network) ?? .default
        request.allowed = Set(allow.compactMap { BuildRequest.Entitlement(rawValue: $0) })
        request.ignoresCache = noCache
        for label in labels {
            let pair = label.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            request.labels[String(pair[0])] = String(pair[1])
        }
        let epoch = request.arguments["SOURCE_DATE_EPOCH"] ?? Environment["SOURCE_DATE_EPOCH"]
        request.time = epoch.flatMap { Int64($0) }
    }

    private var buildArguments: [String: String] {
        var values: [String: String] = [:]
        for text in arguments {
            let pair = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(pair[0])
            if let value = pair.count == 2 ? String(pair[1]) : Environment[name] {
                values[name] = value
            }
        }
        return values
    }

    /// `id=NAME,src=FILE` or `id=NAME,env=VARIABLE`; without either, the variable or else the file of that name.
    private func secretValues() throws -> [String: [UInt8]] {
        var values: [String: [UInt8]] = [:]
        for text in secrets {
            let fields = Self.fields(text)
            guard let name = fields["id"] ?? fields["src"] ?? fields["env"], !name.isEmpty else {
                throw ValidationError(
                    "--secret \(text): expected id=NAME,src=FILE or id=NAME,env=VARIABLE"
                )
            }
            let file = fields["src"] ?? fields["source"]
            let variable = fields["env"] ?? (file == nil ? name : nil)
            if let variable, let value = Environment[variable] {
                values[name] = Array(value.utf8)
            } else if let file = file ?? (fields["env"] == nil ? name : nil) {
                values[name] = try OpenFile(opening: FilePath(file))
                    .readAll(limit: Self.maximumSecretBytes, name: file)
            } else {
                throw Console.fail(
                    "--secret \(text): the variable \(variable ?? name) is not set",
                    code: ExitCodes.wrongInput
                )
            }
        }
        return values
    }

    /// As in Docker: a secret is a password or key, not a disk image.
    private static let maximumSecretBytes = 500 << 10

    private static func fields(_ text: String) -> [String: String] {
        var fields: [String: String] = [:]
        for field in text.split(separator: ",") {
            let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            fields[pair[0].lowercased()] = pair.count == 2 ? String(pair[1]) : ""
        }
        return fields
    }

    /// Lets repositories be fetched with the keys of the agent that `--ssh default=SOCKET` names: libssh2 takes its place
    /// from the environment.
    func announceAgent() {
        guard let path = agents.first(where: { $0.hasPrefix("default=") })?.dropFirst(8) else {
            return
        }
        setenv("SSH_AUTH_SOCK", String(path), 1)
    }

    private func agentSockets() throws -> [String: FilePath] {
        var sockets: [String: FilePath] = [:]
        for text in agents {
            let pair = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let path = pair.count == 2 ? String(pair[1]) : Environment["SSH_AUTH_SOCK"]
            guard let path, !path.isEmpty else {
                throw Console.fail(
                    "--ssh \(text): no agent is running (SSH_AUTH_SOCK is not set)",
                    code: ExitCodes.wrongInput
                )
            }
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else {
                throw Console.fail(
                    "--ssh \(text): \(path) is no socket of an agent\n  hint: add the key to an agent with ssh-add",
                    code: ExitCodes.wrongInput
                )
            }
            sockets[String(pair[0])] = FilePath(path)
        }
        return sockets
    }
}
