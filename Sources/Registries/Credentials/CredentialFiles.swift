import SystemPackage

/// Where credentials are looked for, in this order, and where `login` keeps them.
struct CredentialFiles: Sendable {
    /// The text of a variable that holds a whole file, as GitLab's runners set it.
    let inline: String?
    /// The files that are read.
    let searched: [FilePath]
    /// The file that `login` writes.
    let written: FilePath

    /// The files that an environment leads to; containers-auth.json(5), and docker's own.
    ///
    /// - Parameters:
    ///   - environment: The variables.
    ///   - uid: The user on the host.
    init(environment: [String: String], uid: UInt32) {
        func path(_ name: String) -> FilePath? {
            environment[name].flatMap { $0.isEmpty ? nil : FilePath($0) }
        }
        inline = environment["DOCKER_AUTH_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        let home = path("HOME") ?? "/"
        let docker = (path("DOCKER_CONFIG") ?? home.appending(".docker")).appending("config.json")
        if let named = path("REGISTRY_AUTH_FILE") {
            searched = [named]
            written = named
            return
        }
        let runtime =
            path("XDG_RUNTIME_DIR")?.appending("containers")
            ?? FilePath("/run/containers/\(uid)")
        let settings = path("XDG_CONFIG_HOME") ?? home.appending(".config")
        searched = [
            runtime.appending("auth.json"), settings.appending("containers/auth.json"), docker,
        ]
        written = docker
    }
}
