/// Counts the bytes that an evaluation holds, so that a short expression cannot build endless text.
///
/// Source: actions/runner, Expressions2, `EvaluationMemory`: the same sizes, of .NET's objects.
struct MemoryMeter {
    /// What any value but a text that was built costs.
    static let referenceBytes = 24
    private static let stringBytes = 26

    let bytesMax: Int
    private let expression: String
    private(set) var bytes = 0

    init(bytesMax: Int, for expression: String) {
        self.bytesMax = bytesMax
        self.expression = expression
    }

    static func bytes(of text: String) -> Int {
        stringBytes + 2 * text.utf16.count
    }

    mutating func add(_ more: Int, at offset: Int) throws(ExpressionError) {
        bytes += more
        guard bytes <= bytesMax else { throw exceeded(at: offset) }
    }

    /// Forgets what was counted since the meter stood at a number.
    mutating func release(downTo earlier: Int) {
        bytes = earlier
    }

    func exceeded(at offset: Int) -> ExpressionError {
        ExpressionError(
            .evaluation,
            "The maximum allowed memory size was exceeded while evaluating the following expression: \(expression)",
            at: offset
        )
    }
}
