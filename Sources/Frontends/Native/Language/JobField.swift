import Pipelines

/// The keys of a job.
enum JobField: String, NativeField {
    case name
    case needs
    case `if`
    case image
    case matrix
    case failFast = "fail-fast"
    case maxParallel = "max-parallel"
    case shards
    case split
    case env
    case outputs
    case resources
    case timeout
    case retry
    case network
    case services
    case cache
    case caches
    case artifacts
    case continueOnError = "continue-on-error"
    case defaults
    case steps

    static let mapping = NativeMapping.job

    var facts: FieldFacts {
        switch self {
        case .name, .needs, .if, .image, .steps, .defaults, .env, .outputs: work
        case .matrix, .failFast, .maxParallel, .shards, .split: cells
        case .resources, .timeout, .retry, .continueOnError, .cache: rules
        case .network, .services: surroundings
        case .caches, .artifacts: files
        }
    }

    private var work: FieldFacts {
        switch self {
        case .name:
            FieldFacts(.template, "What people call the job", or: "its key")
        case .needs:
            FieldFacts(.oneOrMany(.identifier), "The jobs that must have ended before", or: "none")
        case .if:
            FieldFacts(.condition, "Whether the job runs", or: "`success()`")
        case .image:
            FieldFacts(
                .either(.imageSource, .mapping(.image)),
                "The job's file system",
                or: "the `image` at the top"
            )
        case .defaults:
            FieldFacts(.mapping(.defaults), "How the job's commands are run")
        case .env:
            FieldFacts(.variables, "Variables of the job's steps, over those at the top")
        case .outputs:
            FieldFacts(.namedMap(.template), "Texts that later jobs may read")
        default:
            FieldFacts(.list(.mapping(.step)), "What the job does, in order", required: true)
        }
    }

    private var cells: FieldFacts {
        switch self {
        case .matrix:
            FieldFacts(.matrix, "Values over which the job is repeated, once for each combination")
        case .failFast:
            FieldFacts(
                .flag,
                "Whether the first failing cell ends the others",
                or: "`true`, and `false` with `shards`"
            )
        case .shards:
            FieldFacts(
                .whole(1...Bounds.shards),
                "In how many parts the job's tests are run, each a job of its own"
            )
        case .split:
            FieldFacts(
                .oneOrMany(.template),
                "Globs of the test files that are shared out among the parts by the time they took before"
            )
        default:
            FieldFacts(
                .whole(1...Bounds.matrixCells),
                "How many cells run at a time",
                or: "as many as there is room for"
            )
        }
    }

    private var rules: FieldFacts {
        switch self {
        case .resources:
            FieldFacts(.mapping(.resources), "What the job may use, over `resources` at the top")
        case .timeout:
            FieldFacts(
                .duration,
                "How long the job may take",
                or: "the `timeout` at the top"
            )
        case .retry:
            FieldFacts(
                .either(.whole(0...Bounds.retries), .mapping(.retry)),
                "How many more times the job is tried",
                or: "`0`"
            )
        case .cache:
            FieldFacts(
                .flag,
                "Whether its steps are skipped where nothing has changed that they are given",
                or: "only with `cuvette run --cached`"
            )
        default:
            FieldFacts(
                .flagOrTemplate,
                "Whether the run may pass though the job fails",
                or: "`false`"
            )
        }
    }

    private var surroundings: FieldFacts {
        switch self {
        case .network:
            FieldFacts(.networkMode, "What the job's containers see of the network", or: "`none`")
        default:
            FieldFacts(
                .namedMap(.mapping(.service)),
                "Containers that run beside the job's steps, by host name"
            )
        }
    }

    private var files: FieldFacts {
        switch self {
        case .caches:
            FieldFacts(.list(.mapping(.cache)), "Folders that outlive the run")
        default:
            FieldFacts(.list(.mapping(.artifact)), "Files to keep when the job ends")
        }
    }
}

/// The keys of `retry`.
enum RetryField: String, NativeField {
    case max
    case when

    static let mapping = NativeMapping.retry

    var facts: FieldFacts {
        switch self {
        case .max:
            FieldFacts(.whole(0...Bounds.retries), "How many more times", required: true)
        case .when:
            FieldFacts(
                .oneOrMany(.choice(Retry.Reason.allCases.map(\.rawValue))),
                "After what",
                or: "after any of them"
            )
        }
    }
}

/// The keys of a cache.
enum CacheField: String, NativeField {
    case name
    case path

    static let mapping = NativeMapping.cache

    var facts: FieldFacts {
        switch self {
        case .name:
            FieldFacts(
                .template,
                "Jobs and runs that use the same name share the folder",
                required: true
            )
        case .path:
            FieldFacts(
                .template,
                "Where the job sees it, relative to `\(Workspace.path)`",
                required: true
            )
        }
    }
}

/// The keys of an artifact.
enum ArtifactField: String, NativeField {
    case name
    case paths
    case when

    static let mapping = NativeMapping.artifact

    var facts: FieldFacts {
        switch self {
        case .name:
            FieldFacts(.template, "What people call the files", required: true)
        case .paths:
            FieldFacts(
                .oneOrMany(.template),
                "Globs relative to `\(Workspace.path)`",
                required: true
            )
        case .when:
            FieldFacts(
                .choice(Artifact.Occasion.allCases.map(\.rawValue)),
                "After which outcome of the job they are kept",
                or: "`success`"
            )
        }
    }
}
