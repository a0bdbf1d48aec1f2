/// One group of measurements.
protocol Section {
    /// How `--only` names it.
    static var key: String { get }
    /// What it measures.
    static var title: String { get }
    /// Whether it can be done by root only.
    static var needsRoot: Bool { get }

    init(_ workshop: Workshop, _ tool: Tool)

    /// Measures.
    func run() throws -> [Comparison]
}

/// All of them, in the order in which they are shown.
enum Sections {
    static var all: [any Section.Type] {
        [
            StartSection.self, StepSection.self, SourceSection.self, OutputSection.self,
            DemoSection.self, JoinSection.self, CrowdSection.self, GrowthSection.self,
            PullSection.self,
            HistorySection.self,
            ForkSection.self,
            BuildSection.self,
            SharedImageSection.self,
        ]
    }
}
