package import OCI

/// What it takes to speak to registries, as a value: settings, who we are, and the environment.
package struct RegistryMeans: Sendable {
    /// Mirrors, aliases and the like.
    package var settings: RegistrySettings
    private let credentials: CredentialStore
    private let environment: [String: String]

    /// The means of a user.
    ///
    /// - Parameters:
    ///   - settings: What the user has settled.
    ///   - environment: The process's variables: homes of credentials, proxies, certificates.
    ///   - uid: The user on the host.
    package init(settings: RegistrySettings, environment: [String: String], uid: UInt32) {
        self.settings = settings
        self.environment = environment
        credentials = CredentialStore(environment: environment, uid: uid)
    }

    /// A way to registries, to be closed.
    ///
    /// - Parameter observer: Is told what goes on.
    /// - Returns: The way.
    package func access(telling observer: any TransferObserver) -> RegistryAccess {
        RegistryAccess(
            settings: settings,
            credentials: credentials,
            environment: environment,
            observer: observer
        )
    }
}
