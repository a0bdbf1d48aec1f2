/// What holds for the reading of one file, whatever its format.
struct ReportSource {
    /// What warnings call it.
    var file: String
    /// How much is kept.
    var limits: ReportLimits
    /// The absolute path of the workspace as the tests saw it.
    var workspace: String?
}
