import Pipelines

/// The keys of a step.
enum StepField: String, NativeField {
    case name
    case id
    case run
    case command
    case shell
    case workingDirectory = "working-directory"
    case env
    case `if`
    case timeout
    case continueOnError = "continue-on-error"
    case reports
    case user
    case cache

    static let mapping = NativeMapping.step

    var facts: FieldFacts {
        switch self {
        case .name, .id, .if, .timeout, .continueOnError, .reports, .cache: rules
        case .run, .command, .shell, .workingDirectory, .env, .user: work
        }
    }

    private var work: FieldFacts {
        switch self {
        case .run: FieldFacts(.template, "A script; either this or `command`")
        case .command:
            FieldFacts(
                .list(.template),
                "A program and its arguments, run as they are, without a shell"
            )
        case .shell:
            FieldFacts(
                .shell,
                "What reads `run`: `bash`, `sh`, `python`, or a command line with `{0}`",
                or: "`bash -e {0}`, or `sh -e {0}` without bash"
            )
        case .workingDirectory:
            FieldFacts(
                .template,
                "The folder in which it begins, relative to `\(Workspace.path)`",
                or: "`\(Workspace.path)`"
            )
        case .env:
            FieldFacts(.variables, "Its variables, over those of the job")
        default:
            FieldFacts(
                .template,
                "Whose rights it has: a name, a number, or both with `:` and a group",
                or: "the image's user, or `root`"
            )
        }
    }

    private var rules: FieldFacts {
        switch self {
        case .name:
            FieldFacts(
                .template,
                "What people call it",
                or: "the first line of its command"
            )
        case .id:
            FieldFacts(
                .identifier,
                "The word for it in `steps` of later expressions",
                or: "it has none"
            )
        case .if:
            FieldFacts(.condition, "Whether it runs", or: "`success()`")
        case .timeout:
            FieldFacts(.duration, "How long it may take", or: "as long as the job")
        case .continueOnError:
            FieldFacts(
                .flagOrTemplate,
                "Whether the job goes on though it fails",
                or: "`false`"
            )
        case .cache:
            FieldFacts(
                .either(.flag, .mapping(.stepCache)),
                "Whether it is skipped where nothing has changed that it is given",
                or: "the job's `cache`"
            )
        default: FieldFacts(.mapping(.reports), "Test reports that it writes")
        }
    }
}

/// The keys of `reports`.
enum ReportsField: String, NativeField {
    case files
    case junit

    static let mapping = NativeMapping.reports

    var facts: FieldFacts {
        switch self {
        case .files:
            FieldFacts(
                .oneOrMany(.template),
                "Globs of test or coverage reports, relative to `\(Workspace.path)`; the content tells the format"
            )
        case .junit:
            FieldFacts(.oneOrMany(.template), "The same as `files`")
        }
    }
}
