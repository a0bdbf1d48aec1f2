/// What an expression is evaluated with: the contexts, and the functions beside those of the language.
package struct Scope: Sendable {
    /// A function beside those of the language, such as `success()` or `hashFiles()`.
    package typealias Function = @Sendable ([Value]) throws(ExpressionError) -> Value

    /// The bytes that one evaluation may hold at once, as the runner bounds it for a workflow's texts.
    package static let memoryBytesMax = 10 * 1024 * 1024

    /// The contexts by name, in lower case.
    package private(set) var contexts: [String: Value]
    /// The functions by name, in lower case.
    package private(set) var functions: [String: Function]
    /// The bytes that one evaluation may hold at once; a string counts two for each UTF-16 unit.
    package var memoryBytesMax: Int

    /// Contexts and functions, found without regard to case.
    package init(
        contexts: [String: Value] = [:],
        functions: [String: Function] = [:],
        memoryBytesMax: Int = Scope.memoryBytesMax
    ) {
        self.contexts = Dictionary(contexts.map { ($0.lowercased(), $1) }) { _, last in last }
        self.functions = Dictionary(functions.map { ($0.lowercased(), $1) }) { _, last in last }
        self.memoryBytesMax = memoryBytesMax
    }

    /// A context by name, without regard to case; setting nil takes it away.
    package subscript(context name: String) -> Value? {
        get { contexts[name.lowercased()] }
        set { contexts[name.lowercased()] = newValue }
    }

    /// A function by name, without regard to case; setting nil takes it away.
    package subscript(function name: String) -> Function? {
        get { functions[name.lowercased()] }
        set { functions[name.lowercased()] = newValue }
    }
}
