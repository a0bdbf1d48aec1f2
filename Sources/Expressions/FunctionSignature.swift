/// A function that an expression may call: its name and how many arguments it takes.
package struct FunctionSignature: Sendable, Hashable {
    /// As shown to the user; calls find it without regard to case.
    package let name: String
    /// The fewest and the most arguments.
    package let arguments: ClosedRange<Int>

    /// A function that takes so many arguments.
    package init(_ name: String, arguments: ClosedRange<Int>) {
        self.name = name
        self.arguments = arguments
    }

    /// `success()`, `failure()`, `always()` and `cancelled()` as a step's `if` may call them.
    package static let stepStatus = ["success", "failure", "always", "cancelled"].map {
        FunctionSignature($0, arguments: 0...0)
    }

    /// The status functions as a job's `if` may call them: `success` and `failure` take names of jobs.
    package static let jobStatus = [
        FunctionSignature("success", arguments: 0...Int.max),
        FunctionSignature("failure", arguments: 0...Int.max),
        FunctionSignature("always", arguments: 0...0),
        FunctionSignature("cancelled", arguments: 0...0),
    ]

    /// `hashFiles(pattern, …)`.
    package static let hashFiles = FunctionSignature("hashFiles", arguments: 1...255)
}
