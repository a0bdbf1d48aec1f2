/// A program run at a turn of a container's life, with the container's state on its standard input.
///
/// Source: OCI runtime-spec, config.md, "POSIX-platform Hooks".
package struct RuntimeHook: Sendable, Hashable, Codable {
    /// Absolute.
    package var path: String
    /// As execv(3) has them, the first being the program's name.
    package var args: [String]?
    /// `NAME=value`; nothing is inherited.
    package var env: [String]?
    /// Seconds before it is killed; above zero.
    package var timeout: Int?

    /// A hook by its parts.
    package init(
        path: String,
        args: [String]? = nil,
        env: [String]? = nil,
        timeout: Int? = nil
    ) {
        self.path = path
        self.args = args
        self.env = env
        self.timeout = timeout
    }
}
