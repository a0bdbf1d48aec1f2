import Diagnostics

/// A name that an expression reaches for: `needs.build.outputs.version`.
struct Reference {
    /// Where in the pipeline an expression stands.
    enum Site {
        case top
        case job(Int)
        case step(Int, job: Int)
    }

    /// The context, in lower case.
    let context: String
    /// The names behind it, as far as they are written out.
    let path: [String]
    /// Where it stands in the file.
    let range: SourceRange
    /// Where the expression stands in the pipeline.
    let site: Site
}
