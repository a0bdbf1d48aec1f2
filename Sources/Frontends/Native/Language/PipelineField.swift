import Pipelines

/// The keys at the top of a file.
enum PipelineField: String, NativeField {
    case name
    case image
    case env
    case secrets
    case checkout
    case defaults
    case resources
    case timeout
    case jobs

    static let mapping = NativeMapping.pipeline

    var facts: FieldFacts {
        switch self {
        case .name: FieldFacts(.text, "What people call the pipeline", or: "the name of the file")
        case .image:
            FieldFacts(
                .either(.imageSource, .mapping(.image)),
                "The file system of every job that names none",
                or: "`host`"
            )
        case .env:
            FieldFacts(.variables, "Variables of every step")
        case .secrets:
            FieldFacts(
                .namedMap(.optional(.mapping(.secret))),
                "Values that must not be shown, by name, and where each is got"
            )
        case .checkout:
            FieldFacts(.mapping(.checkout), "How the commit gets into the workspace")
        case .defaults:
            FieldFacts(.mapping(.defaults), "How commands are run that do not say it themselves")
        case .resources:
            FieldFacts(.mapping(.resources), "What every job may use that does not say it itself")
        case .timeout:
            FieldFacts(
                .duration,
                "How long every job may take that does not say it itself",
                or: "`6h`"
            )
        case .jobs:
            FieldFacts(.namedMap(.mapping(.job)), "The jobs by name; at least one", required: true)
        }
    }
}

/// The keys of a secret; exactly one of them.
enum SecretField: String, NativeField {
    case env
    case file
    case prompt

    static let mapping = NativeMapping.secret

    var facts: FieldFacts {
        switch self {
        case .env:
            FieldFacts(
                .text,
                "A variable of the environment in which Cuvette is started",
                or: "the secret's own name, if the secret has no value at all"
            )
        case .file:
            FieldFacts(
                .text,
                "A file whose content is the value; its path may be relative to the repository's root"
            )
        case .prompt: FieldFacts(.text, "A question to ask at the terminal")
        }
    }
}

/// The keys of `checkout`.
enum CheckoutField: String, NativeField {
    case depth

    static let mapping = NativeMapping.checkout

    var facts: FieldFacts {
        switch self {
        case .depth:
            FieldFacts(
                .whole(0...Bounds.depth),
                "How many commits of history the workspace has; 0 for all",
                or: "`\(Bounds.defaultDepth)`"
            )
        }
    }
}

/// The keys of `defaults`.
enum DefaultsField: String, NativeField {
    case shell
    case workingDirectory = "working-directory"

    static let mapping = NativeMapping.defaults

    var facts: FieldFacts {
        switch self {
        case .shell: FieldFacts(.shell, "The `shell` of steps that name none")
        case .workingDirectory:
            FieldFacts(.template, "The `working-directory` of steps that name none")
        }
    }
}

/// The keys of `resources`.
enum ResourcesField: String, NativeField {
    case cpu
    case memory
    case pids
    case disk

    static let mapping = NativeMapping.resources

    var facts: FieldFacts {
        switch self {
        case .cpu:
            FieldFacts(.processors, "How many processors' time: `2`, `0.5`")
        case .memory: FieldFacts(.size, "How much memory: `512MiB`, `2GiB`")
        case .pids: FieldFacts(.count, "How many processes and threads at a time")
        case .disk:
            FieldFacts(.size, "How much the steps may write to disk: `2GiB`")
        }
    }
}
