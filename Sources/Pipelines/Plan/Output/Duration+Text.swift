extension Duration {
    /// In the units of a pipeline file: `1h30m`, `90s` as `1m30s`; what is finer than a second is dropped.
    package var pipelineText: String {
        let units: [(letter: String, seconds: Int64)] = [
            ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1),
        ]
        var rest = components.seconds
        var text = ""
        for unit in units where rest >= unit.seconds {
            text += "\(rest / unit.seconds)\(unit.letter)"
            rest %= unit.seconds
        }
        return text.isEmpty ? "0s" : text
    }
}
