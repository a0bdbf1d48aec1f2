import OCI
import Objects

/// Settles how a container's health is found out.
struct HealthReader {
    private let options: HealthOptions
    private let image: ImageHealth?

    init(_ options: HealthOptions, _ image: ImageHealth?) {
        self.options = options
        self.image = image
    }

    /// The check; nil for none.
    ///
    /// - Throws: `ObjectError`.
    func check() throws -> HealthCheck? {
        if options.none { return nil }
        guard
            var check = HealthCheck(image) ?? options.command.map({ _ in HealthCheck(command: []) })
        else { return nil }
        if let command = options.command { check.command = ["/bin/sh", "-c", command] }
        try set(&check.intervalSeconds, options.interval, "--health-interval")
        try set(&check.timeoutSeconds, options.timeout, "--health-timeout")
        try set(&check.startPeriodSeconds, options.startPeriod, "--health-start-period")
        if let retries = options.retries {
            guard retries > 0 else { throw ObjectError("--health-retries: expected 1 or more") }
            check.retries = retries
        }
        return check
    }

    private func set(_ value: inout Double, _ text: String?, _ name: String) throws {
        guard let text else { return }
        guard let seconds = AmountText.seconds(text) else {
            throw ObjectError("\(name) \(text): expected a duration such as 30s or 1m30s")
        }
        if seconds > 0 { value = seconds }
    }
}

extension HealthCheck {
    /// What an image says; nil where it says nothing, or `NONE`.
    fileprivate init?(_ image: ImageHealth?) {
        guard let image, let test = image.test, let kind = test.first, test.count > 1 else {
            return nil
        }
        switch kind {
        case "CMD": self.init(command: Array(test.dropFirst()))
        case "CMD-SHELL": self.init(command: ["/bin/sh", "-c", test[1]])
        default: return nil
        }
        func seconds(_ nanoseconds: Int64?, _ standard: Double) -> Double {
            guard let nanoseconds, nanoseconds > 0 else { return standard }
            return Double(nanoseconds) / 1e9
        }
        intervalSeconds = seconds(image.interval, intervalSeconds)
        timeoutSeconds = seconds(image.timeout, timeoutSeconds)
        startPeriodSeconds = seconds(image.startPeriod, startPeriodSeconds)
        if let retries = image.retries, retries > 0 { self.retries = retries }
    }
}
