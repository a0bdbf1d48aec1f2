/// How often and after which delays something is tried again.
struct Patience: Sendable {
    /// How often at most, the first time included.
    var attempts: Int
    /// The delay before the second time; it doubles from then on.
    var first: Duration
    /// The longest delay that we wait out; a registry that asks for more is told of.
    var longest: Duration

    /// Five times in about eight seconds, and a minute where the registry asks for it.
    static let standard = Patience(
        attempts: 5,
        first: .milliseconds(500),
        longest: .seconds(60)
    )

    /// The delay after a failure.
    ///
    /// - Parameter attempt: Which time it was, counted from 1.
    /// - Returns: The delay, up to a quarter longer or shorter so that many do not come back at once; nil where it is
    ///   not to be tried again.
    func delay(after attempt: Int) -> Duration? {
        guard attempt < attempts else { return nil }
        let doubled = first * (1 << min(attempt - 1, 16))
        return min(doubled, longest) * Double.random(in: 0.75...1.25)
    }

    /// The delay after an answer; nil where the answer stands.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - attempt: Which time it was, counted from 1.
    /// - Returns: The delay.
    func delay(after response: WebResponse, _ attempt: Int) -> Duration? {
        switch response.status {
        case 429:
            guard let own = delay(after: attempt) else { return nil }
            guard let wanted = Self.seconds(response["Retry-After"]) else {
                // Without a word of when, a limit by the hour is likelier than one by the second.
                return attempt < 3 ? own : nil
            }
            return wanted <= longest ? max(own, wanted) : nil
        case 408, 500, 502, 503, 504: return delay(after: attempt)
        default: return nil
        }
    }

    /// `Retry-After` in seconds; its other form, a date, is not read.
    private static func seconds(_ text: String?) -> Duration? {
        text.flatMap { Int64($0) }.map { .seconds(max(0, min($0, 1 << 31))) }
    }
}
