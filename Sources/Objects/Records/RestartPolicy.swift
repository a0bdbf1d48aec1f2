/// What is done when a container's command ends by itself.
package enum RestartPolicy: Sendable, Hashable, Codable {
    /// Nothing.
    case no
    /// It is run again if it failed; at most as often as the number says, nil for as often as it takes.
    case onFailure(maximum: Int?)
    /// It is run again.
    case always
    /// The same; the two would differ when a machine starts, and nothing of Cuvette's runs then.
    case unlessStopped

    /// Reads `no`, `on-failure`, `on-failure:3`, `always`, `unless-stopped`; nil for anything else.
    package init?(_ text: String) {
        switch text {
        case "", "no": self = .no
        case "always": self = .always
        case "unless-stopped": self = .unlessStopped
        case "on-failure": self = .onFailure(maximum: nil)
        default:
            guard text.hasPrefix("on-failure:"), let count = Int(text.dropFirst(11)), count >= 0
            else { return nil }
            self = .onFailure(maximum: count == 0 ? nil : count)
        }
    }

    /// Its name, without the number.
    package var name: String {
        switch self {
        case .no: "no"
        case .onFailure: "on-failure"
        case .always: "always"
        case .unlessStopped: "unless-stopped"
        }
    }

    /// The bound on how often; 0 for none.
    package var maximum: Int {
        if case .onFailure(let maximum) = self { maximum ?? 0 } else { 0 }
    }

    /// Whether a container is run again.
    ///
    /// - Parameters:
    ///   - code: The exit code.
    ///   - restarts: How often it has been run again already.
    /// - Returns: Whether it is.
    package func restarts(after code: Int32, restarts: Int) -> Bool {
        switch self {
        case .no: false
        case .always, .unlessStopped: true
        case .onFailure(let maximum): code != 0 && restarts < maximum ?? .max
        }
    }
}
