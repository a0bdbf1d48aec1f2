import OCI

/// Everything that the result of an instruction depends on, as one digest.
///
/// Each field has its length before it, so that no two lists of fields give one text.
struct BuildKey {
    private var digester = Digester()

    /// Changes when results are made otherwise than before.
    private static let format = "cuvette build 3"

    /// A key of an instruction on top of what is below.
    init(parent: String, _ kind: String) {
        add("format", Self.format)
        add("parent", parent)
        add("kind", kind)
    }

    /// Adds a field.
    mutating func add(_ name: String, _ value: String) {
        update("\(name) \(value.utf8.count) \(value)\n")
    }

    /// Adds a field that may be missing.
    mutating func add(_ name: String, _ value: String?) {
        if let value { add(name, value) }
    }

    private mutating func update(_ text: String) {
        let bytes = Array(text.utf8)
        bytes.withUnsafeBytes { digester.update($0) }
    }

    /// The digits of the digest.
    var digits: String { digester.digest().hex }
}
