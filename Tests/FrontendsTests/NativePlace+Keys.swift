@testable import Frontends

extension NativePlace {
    /// The keys at whose values it is, for the table of docs/PIPELINE.md.
    var keys: String {
        switch self {
        case .topSetting: "at the top: `image`, `resources`, `timeout`, `defaults`"
        case .topEnv: "at the top: `env`"
        case .matrix: "job: `matrix`"
        case .cellSetting:
            "job: `name`, `image`, `resources`, `timeout`, `network`, `split`; step: `timeout`; service: `image`, `ports`, `resources`; `ready`: `timeout`, `interval`"
        case .jobCondition: "job: `if`"
        case .jobFlag: "job: `continue-on-error`"
        case .jobEnv: "job: `env`"
        case .jobDefaults: "job: `defaults`"
        case .service: "service: all else"
        case .caches: "job: `caches`"
        case .artifacts: "job: `artifacts`"
        case .outputs: "job: `outputs`"
        case .stepCondition: "step: `if`"
        case .stepSetting: "step: `name`, `user`, `reports`, `continue-on-error`"
        case .stepCommand: "step: `run`, `command`, `env`, `working-directory`"
        }
    }
}
