import Diagnostics
import Dockerfiles

/// Which stages a stage is made of, and which of them are needed at all.
struct StageGraph {
    /// The stages that are needed, in the order of the file.
    let needed: [Stage]
    /// By a stage's index, the indices of those that it needs.
    let needs: [Int: Set<Int>]

    /// What a target takes.
    ///
    /// - Parameters:
    ///   - target: The stage that is wanted.
    ///   - dockerfile: All stages.
    ///   - base: Gives the name that a stage begins with, variables replaced.
    init(of target: Stage, in dockerfile: Dockerfile, base: (Stage) -> String) {
        var needs: [Int: Set<Int>] = [:]
        var waiting = [target.index]
        while let index = waiting.popLast() {
            guard needs[index] == nil else { continue }
            let stage = dockerfile.stages[index]
            let found = Self.references(of: stage, in: dockerfile, base: base(stage))
            needs[index] = found
            waiting += found
        }
        self.needs = needs
        needed = dockerfile.stages.filter { needs[$0.index] != nil }
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
        for name in names(in: stage) {
            if let other = self.stage(name, before: stage, in: dockerfile, byNumber: true) {
                found.insert(other.index)
            }
        }
        return found
    }

    /// All names in `--from` of a stage.
    static func names(in stage: Stage) -> [String] {
        stage.instructions.flatMap { names(in: $0) }
    }

    private static func names(in instruction: Instruction) -> [String] {
        switch instruction.operation {
        case .transfer(let transfer): transfer.from.map { [$0.value] } ?? []
        case .run(let run): run.mounts.compactMap(\.from)
        default: []
        }
    }
}
