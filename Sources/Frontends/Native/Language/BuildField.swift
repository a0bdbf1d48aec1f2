/// The keys of an image that is built.
enum BuildField: String, NativeField {
    case context
    case file
    case target
    case args

    static let mapping = NativeMapping.build

    var facts: FieldFacts {
        switch self {
        case .context:
            FieldFacts(.text, "The folder whose files the Dockerfile may copy", or: "all files")
        case .file:
            FieldFacts(
                .text,
                "The Dockerfile, in that folder",
                or: "`Dockerfile` or `Containerfile`"
            )
        case .target: FieldFacts(.text, "The stage that is wanted", or: "the last one")
        case .args: FieldFacts(.variables, "Values of its `ARG`s")
        }
    }
}
