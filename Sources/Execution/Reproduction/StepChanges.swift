import Containers
import HostSystem
import Images
import SystemPackage

/// What a kept step changed, or how the files behind two kept steps differ.
package struct StepChanges {
    private let kept: KeptStep
    private let job: KeptJob

    init(_ kept: KeptStep, _ job: KeptJob) {
        self.kept = kept
        self.job = job
    }

    /// What a step added, changed and deleted.
    ///
    /// - Parameter wantsPatches: Whether texts are compared line by line.
    /// - Returns: The changes, by path.
    /// - Throws: `SystemError`, `ExecutionError.badValue` where a snapshot is missing.
    package func changes(wantsPatches: Bool) throws -> [FileChange] {
        guard let name = kept.step.layer else { return [] }
        let before = try job.room(at: kept.step.index, after: false)
        let after = try job.room(at: kept.step.index, after: true)
        let layer = job.layer(name).path.appending("upper")
        return try ViewDifference(before.view(), after.view(), wantsPatches: wantsPatches)
            .changes(touchedBy: [layer])
    }

    /// How the files behind this step differ from those behind another one.
    ///
    /// - Parameters:
    ///   - other: The other step, whose files are the new ones.
    ///   - wantsPatches: Whether texts are compared line by line.
    /// - Returns: The differences, by path.
    /// - Throws: `SystemError`, `ExecutionError.badValue` where a snapshot is missing.
    package func changes(to other: StepChanges, wantsPatches: Bool) throws -> [FileChange] {
        let before = try job.room(at: kept.step.index, after: true)
        let after = try other.job.room(at: other.kept.step.index, after: true)
        let old = Set(try Self.identified(before.chain))
        let new = Set(try Self.identified(after.chain))
        let touched = old.symmetricDifference(new).map(\.path).sorted { $0.string < $1.string }
        return try ViewDifference(before.view(), after.view(), wantsPatches: wantsPatches)
            .changes(touchedBy: touched)
    }

    /// A layer's folder; equal where it is the same folder, whatever path leads to it.
    private struct Identified: Hashable {
        var path: FilePath
        var device: UInt64
        var inode: UInt64

        static func == (left: Identified, right: Identified) -> Bool {
            left.device == right.device && left.inode == right.inode
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(device)
            hasher.combine(inode)
        }
    }

    private static func identified(_ chain: SnapshotChain) throws(SystemError) -> [Identified] {
        var found: [Identified] = []
        for layer in chain.snapshots {
            let identity = try Directory(opening: layer.path).identity
            found.append(
                Identified(path: layer.path, device: identity.device, inode: identity.inode)
            )
        }
        return found
    }

    /// The changes for people, a line each.
    ///
    /// - Parameter limit: How many lines at the most.
    /// - Returns: The lines.
    /// - Throws: As `changes` does.
    func text(limit: Int) throws -> String {
        let changes = try changes(wantsPatches: false)
        let signs: [FileChange.Kind: String] = [.added: "A", .changed: "M", .deleted: "D"]
        var lines = changes.prefix(limit).map { change in
            let facts = change.after ?? change.before
            let path = change.path.string + (facts?.kind == .directory ? "/" : "")
            return "\(signs[change.kind] ?? "?") \(path)\n"
        }
        if changes.isEmpty { lines = ["the step changed no files\n"] }
        if changes.count > limit { lines.append("and \(changes.count - limit) more\n") }
        return lines.joined()
    }
}
