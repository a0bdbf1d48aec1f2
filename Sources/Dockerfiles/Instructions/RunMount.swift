package import Diagnostics

/// `RUN --mount=…`: something that a command sees while it runs and that stays in no layer.
///
/// Source: BuildKit's Dockerfile reference, "RUN --mount".
package struct RunMount: Sendable, Hashable {
    /// What is mounted.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Files of the context, a stage or an image.
        case bind
        /// A folder that lasts from build to build.
        case cache
        /// A file with a secret, in memory.
        case secret
        /// The socket of an agent that holds keys.
        case ssh
        /// An empty folder in memory.
        case tmpfs
    }

    /// Who may use a cache at the same time.
    package enum Sharing: String, Sendable, Hashable, CaseIterable {
        /// Everybody.
        case shared
        /// Nobody else: a second user gets a cache of its own.
        case `private`
        /// Nobody else: a second user waits.
        case locked
    }

    /// What is mounted.
    package var kind = Kind.bind
    /// Where; relative to the working directory.
    package var target: String?
    /// The path in `from`.
    package var source: String?
    /// The stage or image that it comes from.
    package var from: String?
    /// The name of the cache, secret or agent.
    package var identifier: String?
    /// Who may use a cache at the same time.
    package var sharing = Sharing.shared
    /// Whether the build fails where the secret or agent is not there.
    package var isRequired = false
    /// Whether it can be written to; nil for what its kind does.
    package var isReadOnly: Bool?
    /// The variable that gets the secret; no file is made then, unless `target` is given.
    package var variable: String?
    /// The most bytes of a folder in memory.
    package var sizeBytes: UInt64?
    /// Its permissions.
    package var mode: UInt32?
    /// Its owner.
    package var uid: UInt32?
    /// Its group.
    package var gid: UInt32?
    /// Where it stands.
    package var range: SourceRange

    /// A bind mount with nothing said.
    init(at range: SourceRange) {
        self.range = range
    }
}
