import Diagnostics

/// Which contexts and functions an expression may name at the place where it stands.
///
/// The functions of the language itself (`contains`, `format`, …) are always among them.
package struct Vocabulary: Sendable, Hashable {
    /// The contexts, in lower case.
    package let contexts: Set<String>
    /// What may be called beside the functions of the language.
    package let functions: [FunctionSignature]
    private let signatures: [String: FunctionSignature]

    /// The words of a place.
    package init(contexts: Set<String> = [], functions: [FunctionSignature] = []) {
        self.contexts = Set(contexts.map { $0.lowercased() })
        self.functions = functions
        signatures = Dictionary(functions.map { ($0.name.lowercased(), $0) }) { first, _ in first }
    }

    /// The contexts given, with every function that any place of a workflow has.
    package static func any(contexts: Set<String>) -> Vocabulary {
        Vocabulary(contexts: contexts, functions: FunctionSignature.jobStatus + [.hashFiles])
    }

    /// The names of the functions that tell how earlier work went, in lower case.
    package static let statusFunctions: Set<String> = ["success", "failure", "always", "cancelled"]

    /// The known context nearest to one that is not.
    func context(near name: String) -> String? {
        Suggestion.nearest(to: name, in: contexts.sorted())
    }

    /// The known function nearest to one that is not.
    func function(near name: String) -> String? {
        let known = BuiltInFunction.allCases.map(\.signature.name) + functions.map(\.name)
        return Suggestion.nearest(to: name, in: known)
    }

    func knows(context name: String) -> Bool {
        contexts.contains(name.lowercased())
    }

    func signature(of name: String) -> FunctionSignature? {
        BuiltInFunction(name)?.signature ?? signatures[name.lowercased()]
    }
}
