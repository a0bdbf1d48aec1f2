import Expressions

/// Where an expression stands, and so what it can see.
///
/// What is settled before the run cannot see what happens in it; a condition and what is kept or shown cannot
/// see a secret.
enum NativePlace: String, CaseIterable, Sendable {
    /// `image`, `resources`, `timeout` and `defaults` at the top of the file.
    case topSetting
    /// `env` at the top of the file.
    case topEnv
    /// `matrix` of a job.
    case matrix
    /// `name`, `image`, `resources`, `timeout` of a job, `timeout` of a step, and what an image, a network or a port is.
    case cellSetting
    /// `if` of a job.
    case jobCondition
    /// `continue-on-error` of a job.
    case jobFlag
    /// `env` of a job.
    case jobEnv
    /// `defaults` of a job.
    case jobDefaults
    /// All of a service but what is settled before the run.
    case service
    /// `caches` of a job.
    case caches
    /// `artifacts` of a job.
    case artifacts
    /// `outputs` of a job.
    case outputs
    /// `if` of a step.
    case stepCondition
    /// `name`, `user`, `reports` and `continue-on-error` of a step.
    case stepSetting
    /// `run`, `command`, `env` and `working-directory` of a step.
    case stepCommand

    /// The contexts, in the order in which they are told.
    var contexts: [String] {
        let before = ["git", "run"]
        let cell = before + ["matrix", "shard"]
        let job = cell + ["needs"]
        let step = job + ["job", "steps", "env", "services"]
        return switch self {
        case .topSetting, .matrix: before
        case .topEnv: before + ["secrets"]
        case .cellSetting, .caches: cell
        case .jobCondition, .jobFlag: job
        case .jobEnv, .service: job + ["secrets"]
        case .jobDefaults: job + ["env"]
        case .artifacts, .outputs, .stepCondition, .stepSetting: step
        case .stepCommand: step + ["secrets"]
        }
    }

    /// The functions beside those of the language.
    var functions: [FunctionSignature] {
        switch self {
        case .topSetting, .matrix, .cellSetting, .jobFlag, .artifacts, .outputs: []
        case .jobCondition: FunctionSignature.jobStatus
        case .stepCondition: FunctionSignature.stepStatus + [.hashFiles]
        case .topEnv, .jobEnv, .jobDefaults, .service, .caches, .stepSetting, .stepCommand:
            [.hashFiles]
        }
    }

    /// What expressions may name here.
    var vocabulary: Vocabulary {
        Vocabulary(contexts: Set(contexts), functions: functions)
    }

    /// Every context of the language.
    static let allContexts: Set<String> = [
        "env", "git", "job", "matrix", "needs", "run", "secrets", "services",
        "shard", "steps",
    ]

    /// The functions that some places have and others lack, in lower case.
    static let functionNames: Set<String> = [
        "always", "cancelled", "failure", "hashfiles", "success",
    ]

    /// Whether a function, named in lower case, may be called here.
    func knows(function name: String) -> Bool {
        functions.contains { $0.name.lowercased() == name }
    }

    /// What messages call the place.
    var title: String {
        switch self {
        case .topSetting: "a setting at the top of the file"
        case .topEnv: "\"env\" at the top of the file"
        case .matrix: "a matrix, which is settled before the run"
        case .cellSetting: "a setting that is settled before the run"
        case .jobCondition: "\"if\" of a job"
        case .jobFlag: "\"continue-on-error\" of a job"
        case .jobEnv: "\"env\" of a job"
        case .jobDefaults: "\"defaults\" of a job"
        case .service: "a service"
        case .caches: "\"caches\""
        case .artifacts: "\"artifacts\""
        case .outputs: "\"outputs\""
        case .stepCondition: "\"if\" of a step"
        case .stepSetting: "a setting of a step"
        case .stepCommand: "a step"
        }
    }
}
