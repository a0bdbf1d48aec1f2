import Pipelines

/// The keys of a service.
enum ServiceField: String, NativeField {
    case image
    case command
    case env
    case workingDirectory = "working-directory"
    case user
    case ports
    case ready
    case restart
    case resources

    static let mapping = NativeMapping.service

    var facts: FieldFacts {
        switch self {
        case .image, .command, .env, .workingDirectory, .user: program
        case .ports, .ready, .restart, .resources: rules
        }
    }

    private var program: FieldFacts {
        switch self {
        case .image:
            FieldFacts(
                .either(.imageSource, .mapping(.image)),
                "Its file system; the workspace is not in it",
                or: "the job's `image`"
            )
        case .command:
            FieldFacts(
                .list(.template),
                "A program and its arguments, run as they are, without a shell",
                or: "what the image names"
            )
        case .env: FieldFacts(.variables, "Its variables; it sees none of the job's")
        case .workingDirectory:
            FieldFacts(.template, "The folder in which it begins, relative to `/`", or: "`/`")
        default:
            FieldFacts(.template, "Whose rights it has", or: "the image's user, or `root`")
        }
    }

    private var rules: FieldFacts {
        switch self {
        case .ports:
            FieldFacts(
                .oneOrMany(.port),
                "Its ports that this machine sees, too: `8080:80`, or `80` for a free one"
            )
        case .ready:
            FieldFacts(.mapping(.ready), "What the first step waits for", or: "nothing")
        case .restart:
            FieldFacts(
                .choice(RestartPolicy.allCases.map(\.rawValue)),
                "Whether it is started again when it ends",
                or: "`no`"
            )
        default: FieldFacts(.mapping(.resources), "What it may use")
        }
    }
}

/// The keys of `ready`; exactly one of the first three.
enum ReadyField: String, NativeField {
    case tcp
    case command
    case log
    case timeout
    case interval

    static let mapping = NativeMapping.ready

    var facts: FieldFacts {
        switch self {
        case .tcp: FieldFacts(.whole(1...65535), "A port of it that accepts connections")
        case .command:
            FieldFacts(.list(.template), "A program, run in its container, that succeeds")
        case .log: FieldFacts(.template, "A text that a line of its output holds")
        case .timeout: FieldFacts(.duration, "How long it may take; then the job fails", or: "`1m`")
        case .interval:
            FieldFacts(
                .duration,
                "How long after `command` failed it is run again",
                or: "a quarter of a second"
            )
        }
    }
}

/// The key of a `network` that is more than a word.
enum NetworkField: String, NativeField {
    case allow

    static let mapping = NativeMapping.network

    var facts: FieldFacts {
        switch self {
        case .allow:
            FieldFacts(
                .oneOrMany(.template),
                "What outside may be reached, and nothing else: hosts, `*.domain`, subnets, ports",
                required: true
            )
        }
    }
}
