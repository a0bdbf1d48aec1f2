/// A key of one of the mappings of the native language.
///
/// The cases of a conforming enum are the only list of the keys of a mapping: the reader, the JSON Schema and
/// the tables of docs/PIPELINE.md are made of it.
protocol NativeField: CaseIterable, Hashable, RawRepresentable, Sendable
where RawValue == String {
    /// The mapping whose keys these are.
    static var mapping: NativeMapping { get }
    /// What is known of the key.
    var facts: FieldFacts { get }
}

/// What the schema and the documents say of a key.
struct FieldFacts: Sendable {
    /// What may stand under it.
    let type: NativeType
    /// One sentence without a full stop.
    let summary: String
    /// What holds where the key is left out, for people; nil where nothing happens then.
    let fallback: String?
    /// Whether the key must be there.
    let isRequired: Bool

    init(_ type: NativeType, _ summary: String, or fallback: String? = nil, required: Bool = false)
    {
        self.type = type
        self.summary = summary
        self.fallback = fallback
        isRequired = required
    }
}

/// A mapping of the native language with keys of its own.
enum NativeMapping: String, CaseIterable, Sendable {
    case pipeline
    case secret
    case checkout
    case defaults
    case image
    case build
    case setup
    case resources
    case job
    case network
    case service
    case ready
    case retry
    case cache
    case artifact
    case step
    case stepCache = "step-cache"
    case reports

    /// Its keys in the order of the documents, with what is known of them.
    var fields: [(name: String, facts: FieldFacts)] {
        switch self {
        case .pipeline: Self.list(PipelineField.self)
        case .secret: Self.list(SecretField.self)
        case .checkout: Self.list(CheckoutField.self)
        case .defaults: Self.list(DefaultsField.self)
        case .image: Self.list(ImageField.self)
        case .build: Self.list(BuildField.self)
        case .setup: Self.list(SetupField.self)
        case .resources: Self.list(ResourcesField.self)
        case .job: Self.list(JobField.self)
        case .network: Self.list(NetworkField.self)
        case .service: Self.list(ServiceField.self)
        case .ready: Self.list(ReadyField.self)
        case .retry: Self.list(RetryField.self)
        case .cache: Self.list(CacheField.self)
        case .stepCache: Self.list(StepCacheField.self)
        case .artifact: Self.list(ArtifactField.self)
        case .step: Self.list(StepField.self)
        case .reports: Self.list(ReportsField.self)
        }
    }

    /// What messages call one of it.
    var title: String {
        switch self {
        case .pipeline: "a pipeline"
        case .secret: "a secret"
        case .checkout: "\"checkout\""
        case .defaults: "\"defaults\""
        case .image: "an image"
        case .build: "\"build\""
        case .setup: "an item of \"setup\""
        case .resources: "\"resources\""
        case .job: "a job"
        case .network: "\"network\""
        case .service: "a service"
        case .ready: "\"ready\""
        case .retry: "\"retry\""
        case .cache: "a cache"
        case .artifact: "an artifact"
        case .step: "a step"
        case .stepCache: "\"cache\" of a step"
        case .reports: "\"reports\""
        }
    }

    private static func list<Field: NativeField>(
        _ field: Field.Type
    ) -> [(name: String, facts: FieldFacts)] {
        field.allCases.map { ($0.rawValue, $0.facts) }
    }
}
