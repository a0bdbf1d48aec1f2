import Pipelines

/// The keys of a step's `cache`.
enum StepCacheField: String, NativeField {
    case inputs

    static let mapping = NativeMapping.stepCache

    var facts: FieldFacts {
        switch self {
        case .inputs:
            FieldFacts(
                .oneOrMany(.template),
                "Globs of the files of the commit that the step sees; other changes do not make it run again",
                required: true
            )
        }
    }
}
