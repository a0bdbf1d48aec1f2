import Pipelines

/// The keys of an image that is more than a source.
enum ImageField: String, NativeField {
    case from
    case build
    case setup

    static let mapping = NativeMapping.image

    var facts: FieldFacts {
        switch self {
        case .from:
            FieldFacts(.imageSource, "Where the file system comes from; either this or `build`")
        case .build:
            FieldFacts(
                .either(.text, .mapping(.build)),
                "A folder with a Dockerfile, or keys that say more, from which the file system is built"
            )
        case .setup:
            FieldFacts(
                .list(.mapping(.setup)),
                "Commands whose outcome is kept below the workspace until they or their inputs change"
            )
        }
    }
}

/// The keys of an item of `setup`.
enum SetupField: String, NativeField {
    case name
    case run
    case command
    case shell
    case env
    case inputs
    case network
    case workingDirectory = "working-directory"
    case user

    static let mapping = NativeMapping.setup

    var facts: FieldFacts {
        switch self {
        case .name:
            FieldFacts(.template, "What people call it", or: "the first line")
        case .run: FieldFacts(.template, "A script; either this or `command`")
        case .command:
            FieldFacts(
                .list(.template),
                "A program and its arguments, run as they are, without a shell"
            )
        case .shell:
            FieldFacts(.shell, "What reads `run`", or: "`bash -e {0}`, or `sh -e {0}` without bash")
        case .env: FieldFacts(.variables, "Its variables; it sees no others")
        case .inputs:
            FieldFacts(
                .oneOrMany(.template),
                "Globs of the files of the commit that it sees; it runs again when they change",
                or: "it sees none"
            )
        case .network:
            FieldFacts(.networkMode, "What of the network it sees", or: "`none`")
        case .workingDirectory:
            FieldFacts(
                .template,
                "The folder in which it begins",
                or: "`\(Workspace.path)`"
            )
        case .user: FieldFacts(.template, "Whose rights it has", or: "the image's user, or `root`")
        }
    }
}
