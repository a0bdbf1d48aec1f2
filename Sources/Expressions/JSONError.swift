/// Why a text is no JSON, and where.
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, without a full stop.
    package let message: String
    /// From 1.
    package let line: Int
    /// From 1, in bytes of UTF-8.
    package let column: Int

    init(_ message: String, line: Int, column: Int) {
        self.message = message
        self.line = line
        self.column = column
    }

    /// What is wrong and where.
    package var description: String {
        "\(message) at line \(line), column \(column)"
    }
}
