/// How it is found out whether a container's program does its work.
///
/// Source: the Docker Engine's `HealthConfig`; durations are in seconds.
package struct HealthCheck: Sendable, Hashable, Codable {
    /// The command.
    package var command: [String]
    /// From the end of one check to the beginning of the next.
    package var intervalSeconds = 30.0
    /// How long one may take.
    package var timeoutSeconds = 30.0
    /// How long failures do not count after the start.
    package var startPeriodSeconds = 0.0
    /// How many failures in a row make it unhealthy.
    package var retries = 3

    /// A check with everything but the command at its default.
    package init(command: [String]) {
        self.command = command
    }
}
