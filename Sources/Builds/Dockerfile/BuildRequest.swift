package import Dockerfiles
package import Images
package import OCI
package import SystemPackage

/// What is to be built, and with what.
package struct BuildRequest: Sendable {
    /// The file that says how.
    package var dockerfile: Dockerfile
    /// Where the files come from.
    package var context: BuildContext
    /// What of them is left out.
    package var ignored = IgnoreRules()
    /// The stage that is wanted; nil for the last one.
    package var target: String?
    /// Values of `ARG`s.
    package var arguments: [String: String] = [:]
    /// Secrets by name.
    package var secrets: [String: [UInt8]] = [:]
    /// Sockets of agents that hold keys, by name.
    package var agents: [String: FilePath] = [:]
    /// What the image is to run on.
    package var platform = Platform.host
    /// What commands see of the network where they do not say.
    package var network = RunInstruction.Network.default
    /// What commands may ask for that goes beyond a container's rights.
    package var allowed: Set<Entitlement> = []
    /// Whether everything is made anew.
    package var ignoresCache = false
    /// Further labels of the image.
    package var labels: [String: String] = [:]
    /// The time of the image, in seconds since 1970; nil for now.
    package var time: Int64?
    /// The session in whose store everything is made.
    package var session: Session
    /// What containers share, where a command has to be run.
    package var host: HostOnDemand
    /// Finds the images that stages begin with.
    package var images: any BaseImageFinder
    /// Fetches what `ADD` takes from elsewhere.
    package var remote: (any RemoteFiles)?
    /// Is told of what happens.
    package var observer: any BuildObserver

    /// What a build may allow its commands.
    package enum Entitlement: String, Sendable, Hashable, CaseIterable {
        /// `RUN --network=host`
        case hostNetwork = "network.host"
        /// `RUN --security=insecure`
        case insecure = "security.insecure"
    }

    /// A request with everything else unsaid.
    package init(
        _ dockerfile: Dockerfile,
        context: BuildContext,
        session: Session,
        host: HostOnDemand,
        images: any BaseImageFinder,
        observer: any BuildObserver
    ) {
        self.dockerfile = dockerfile
        self.context = context
        self.session = session
        self.host = host
        self.images = images
        self.observer = observer
    }
}

/// Finds the images that stages begin with, in the store or a registry.
package protocol BaseImageFinder: Sendable {
    /// An image with all its layers.
    ///
    /// - Parameters:
    ///   - name: As the file says it, variables replaced.
    ///   - platform: What it has to run on.
    /// - Returns: The image.
    /// - Throws: Why there is none.
    func image(named name: String, for platform: Platform) async throws -> LoadedImage
}

/// Fetches what `ADD` takes from elsewhere.
package protocol RemoteFiles: Sendable {
    /// Fetches a file.
    ///
    /// - Parameters:
    ///   - address: `http://…` or `https://…`.
    ///   - path: Where it is written to; not there yet.
    /// - Returns: When it was last changed, as the server says it, in seconds since 1970; nil where it does not.
    /// - Throws: Why it cannot be had.
    func fetch(_ address: String, to path: FilePath) async throws -> Int64?
}
