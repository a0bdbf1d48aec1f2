import Objects

/// Reads of a command line how much of a container's log is kept.
struct LogBoundReader {
    private let driver: String?
    private let options: [String]

    init(driver: String?, _ options: [String]) {
        self.driver = driver
        self.options = options
    }

    /// The bound; nil where nothing was said.
    ///
    /// - Throws: `ObjectError`.
    func bound() throws -> LogBound? {
        switch driver {
        case nil, "local": break
        case "none":
            guard options.isEmpty else {
                throw ObjectError("--log-opt: there is no log with --log-driver none")
            }
            return LogBound.none
        case let driver?:
            throw ObjectError(
                "--log-driver \(driver): logs are kept by Cuvette itself",
                hint: "use local or none; \"cuvette container logs\" shows them"
            )
        }
        guard !options.isEmpty else { return nil }
        return try options.reduce(into: LogBound.standard) { bound, text in
            try Self.take(text, &bound)
        }
    }

    private static func take(_ text: String, _ bound: inout LogBound) throws {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count == 2 ? parts[1] : "") {
        case ("max-size", let value):
            guard let bytes = AmountText.bytes(value), bytes >= 1024 else {
                throw ObjectError("--log-opt \(text): expected at least max-size=1k")
            }
            bound.fileBytes = bytes
        case ("max-file", let value):
            guard let files = Int(value), (1...1000).contains(files) else {
                throw ObjectError("--log-opt \(text): expected max-file=1 to 1000")
            }
            bound.files = files
        default:
            throw ObjectError("--log-opt \(text): expected max-size=SIZE or max-file=NUMBER")
        }
    }
}
