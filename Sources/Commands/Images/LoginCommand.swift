import ArgumentParser
import Glibc
import OCI
import Registries

/// `cuvette login`: tells a registry who we are, and remembers it.
struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Log in to a registry.",
        discussion: """
            Name and password are tried, and then kept where docker keeps them: by the credential helper that \
            ~/.docker/config.json names, else in that file. docker, podman and skopeo find them there too.

            EXAMPLES
              cuvette login -u me registry.example.org
              pass show hub | cuvette login -u me --password-stdin docker.io
            """
    )

    @Option(name: .shortAndLong, help: "The name.")
    var username: String?

    @Flag(help: "Read the password from standard input.")
    var passwordStdin = false

    @Argument(
        help: "The host of the registry, with its port where it has one. (default: docker.io)"
    )
    var registry = ImageReference.defaultRegistry

    func run() async throws {
        let style = OutputStyle()
        let registry = try RegistryName.read(self.registry)
        let user = try username ?? Prompt.line("name: ")
        let secret = try passwordStdin ? Prompt.allInput() : Prompt.secret("password: ")
        guard !user.isEmpty, !secret.isEmpty, !user.contains(":") else {
            throw Console.fail(
                "a name without \":\" and a password are needed",
                code: ExitCodes.wrongInput
            )
        }
        try await TransferRun.run(style) {
            let access = try RegistrySettingsFile.access(telling: SilentObserver())
            try await withRegistries(access) { access in
                try await access.verify(registry, user: user, secret: secret)
            }
            let store = RegistrySettingsFile.credentials
            switch try await store.keep(registry, user: user, secret: secret) {
            case .helper(let program):
                Console.print("logged in to \(registry); \(program) keeps it")
            case .file(let path):
                Console.print("logged in to \(registry)")
                Console.tell(
                    "warning: the password is kept in \(path), where it is not encrypted; a credential helper would encrypt it"
                )
            }
        }
    }
}

/// `cuvette logout`: forgets what we told a registry.
struct LogoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "Forget the name and password of a registry."
    )

    @Argument(help: "The host of the registry. (default: docker.io)")
    var registry = ImageReference.defaultRegistry

    func run() async throws {
        let registry = try RegistryName.read(self.registry)
        try await TransferRun.run(OutputStyle()) {
            let store = RegistrySettingsFile.credentials
            if try await store.forget(registry) != nil {
                Console.print("logged out of \(registry)")
            } else {
                Console.print("not logged in to \(registry)")
            }
            if try await store.credential(for: registry) != nil {
                Console.tell("note: another file or variable still holds a password for it")
            }
        }
    }
}

/// Reads the name of a registry as users write it.
private enum RegistryName {
    static func read(_ text: String) throws -> String {
        var name = text[...]
        for scheme in ["https://", "http://"] where name.hasPrefix(scheme) {
            name = name.dropFirst(scheme.count)
        }
        while name.hasSuffix("/") { name = name.dropLast() }
        // A name of one word, such as "registry", would be taken for a repository: a host it is all the same.
        guard let reference = try? ImageReference("\(name)/x/x"),
            reference.registry == name || name == "index.docker.io"
        else {
            throw Console.fail(
                "\"\(text)\" is not the host of a registry\n  hint: write a host with a dot or a port, such as registry.example.org or localhost:5000",
                code: ExitCodes.wrongInput
            )
        }
        return reference.registry
    }
}
