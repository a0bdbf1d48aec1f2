import Diagnostics

/// A rule of style or caution; the names are BuildKit's, so that `# check=skip=` means the same.
///
/// Source: Docker's "Build checks".
enum CheckRule: String, Sendable, Hashable, CaseIterable {
    case consistentInstructionCasing = "ConsistentInstructionCasing"
    case duplicateStageName = "DuplicateStageName"
    case exposeInvalidFormat = "ExposeInvalidFormat"
    case fromAsCasing = "FromAsCasing"
    case fromPlatformFlagConstDisallowed = "FromPlatformFlagConstDisallowed"
    case invalidDefaultArgInFrom = "InvalidDefaultArgInFrom"
    case jsonArgsRecommended = "JSONArgsRecommended"
    case legacyKeyValueFormat = "LegacyKeyValueFormat"
    case maintainerDeprecated = "MaintainerDeprecated"
    case multipleInstructionsDisallowed = "MultipleInstructionsDisallowed"
    case noEmptyContinuation = "NoEmptyContinuation"
    case redundantTargetPlatform = "RedundantTargetPlatform"
    case reservedStageName = "ReservedStageName"
    case secretsUsedInArgOrEnv = "SecretsUsedInArgOrEnv"
    case stageNameCasing = "StageNameCasing"
    case undefinedArgInFrom = "UndefinedArgInFrom"
    case undefinedVar = "UndefinedVar"
    case workdirRelativePath = "WorkdirRelativePath"

    /// What the rule finds at a place.
    func finding(
        _ message: String,
        in file: SourceFile,
        at range: SourceRange,
        fix: String? = nil
    ) -> Diagnostic {
        Diagnostic(
            .warning,
            code: rawValue,
            "\(message) (\(rawValue))",
            in: file,
            at: range,
            fix: fix
        )
    }
}
