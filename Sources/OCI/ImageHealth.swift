/// How an image says the health of its program is found out; Docker only, durations in nanoseconds, 0 for unsaid.
///
/// Source: moby/docker-image-spec, "HealthcheckConfig".
package struct ImageHealth: Sendable, Hashable, Codable {
    /// `NONE`, or `CMD` and a command, or `CMD-SHELL` and a line for the shell; empty for unsaid.
    package var test: [String]?
    /// From the end of one check to the beginning of the next.
    package var interval: Int64?
    /// How long one may take.
    package var timeout: Int64?
    /// How long failures do not count after the start.
    package var startPeriod: Int64?
    /// From the end of one check to the beginning of the next during `startPeriod`.
    package var startInterval: Int64?
    /// How many failures in a row make it unhealthy.
    package var retries: Int?

    /// A check.
    package init(test: [String]?) {
        self.test = test
    }

    private enum CodingKeys: String, CodingKey {
        case test = "Test"
        case interval = "Interval"
        case timeout = "Timeout"
        case startPeriod = "StartPeriod"
        case startInterval = "StartInterval"
        case retries = "Retries"
    }
}
