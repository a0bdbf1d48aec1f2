import Diagnostics
import Dockerfiles

/// Which stages a stage is made of, and which of them are needed at all.
struct StageGraph {
    /// By a stage's index, the indices of those that it needs.
    private(set) var needs: [Int: Set<Int>] = [:]
    private let dockerfile: Dockerfile
    private let base: (Stage) -> String

    /// What a target takes.
    ///
    /// - Parameters:
    ///   - target: The stage that is wanted.
    ///   - dockerfile: All stages.
    ///   - base: Gives the name that a stage begins with, variables replaced.
    init(of target: Stage, in dockerfile: Dockerfile, base: @escaping (Stage) -> String) {
        self.dockerfile = dockerfile
        self.base = base
        add([target.index])
    }

    /// The stages that are needed, in the order of the file.
    var needed: [Stage] { dockerfile.stages.filter { needs[$0.index] != nil } }

    /// Adds what a stage turned out to need.
    mutating func add(_ indices: Set<Int>, to stage: Stage) {
        needs[stage.index, default: []].formUnion(indices)
        add(indices)
    }

    private mutating func add(_ indices: Set<Int>) {
        var waiting = Array(indices)
        while let index = waiting.popLast() {
            guard needs[index] == nil else { continue }
            let stage = dockerfile.stages[index]
            let found = Self.references(of: stage, in: dockerfile, base: base(stage))
            needs[index] = found
            waiting += found
        }
    }

    /// The stage that a name in a stage means; nil for an image.
    static func stage(
        _ name: String,
        before stage: Stage,
        in dockerfile: Dockerfile,
        byNumber: Bool
    )
        -> Stage?
    {
        let above = dockerfile.stages[..<stage.index]
        if let found = above.last(where: { $0.name?.value == name.lowercased() }) { return found }
        guard byNumber, let number = Int(name), above.indices.contains(number) else { return nil }
        return above[number]
    }

    private static func references(of stage: Stage, in dockerfile: Dockerfile, base: String) -> Set<
        Int
    > {
        var found: Set<Int> = []
        if let below = self.stage(base, before: stage, in: dockerfile, byNumber: false) {
            found.insert(below.index)
        }
        return found.union(
            stages(named: names(in: stage.instructions), before: stage, in: dockerfile)
        )
    }

    /// The indices of those names in a stage that mean stages.
    static func stages(
        named names: [Located<String>],
        before stage: Stage,
        in dockerfile: Dockerfile
    )
        -> Set<Int>
    {
        Set(
            names.compactMap {
                self.stage($0.value, before: stage, in: dockerfile, byNumber: true)?.index
            }
        )
    }

    /// All names in `--from` of instructions.
    static func names(in instructions: [Instruction]) -> [Located<String>] {
        instructions.flatMap { names(in: $0) }
    }

    private static func names(in instruction: Instruction) -> [Located<String>] {
        switch instruction.operation {
        case .transfer(let transfer): transfer.from.map { [$0] } ?? []
        case .run(let run):
            run.mounts.compactMap { mount in mount.from.map { Located($0, at: mount.range) } }
        default: []
        }
    }
}
