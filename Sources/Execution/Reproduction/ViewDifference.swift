import Glibc
import HostSystem
import Images
import SystemPackage

/// Compares the files of two snapshots, looking only where a layer that is not in both may have changed something.
struct ViewDifference: ~Copyable {
    private let before: ImageView
    private let after: ImageView
    /// Whether texts are compared line by line.
    let wantsPatches: Bool
    private var changes: [FileChange] = []
    private var seen: Set<FilePath> = []

    /// The most changes that are told.
    static let maximumChanges = 200_000

    init(_ before: consuming ImageView, _ after: consuming ImageView, wantsPatches: Bool) {
        self.before = before
        self.after = after
        self.wantsPatches = wantsPatches
    }

    /// All differences, by path.
    ///
    /// - Parameter layers: The folders of the layers that are in one of the two only.
    /// - Returns: The differences; what lies below a deleted folder is not told for itself.
    /// - Throws: `SystemError`.
    consuming func changes(touchedBy layers: [FilePath]) throws(SystemError) -> [FileChange] {
        for layer in layers {
            try walk(Directory(opening: layer), at: "/", depth: 0)
        }
        return changes.sorted { $0.path.string < $1.path.string }
    }

    /// Looks at each place that a layer has something at.
    private mutating func walk(
        _ directory: borrowing Directory,
        at path: FilePath,
        depth: Int
    ) throws(SystemError) {
        guard depth < 200 else { return }
        // What a folder hides of the layers below can be told from the folder itself only.
        if Self.isOpaque(directory) { try compareBelow(path, depth: depth) }
        for name in try directory.names() {
            let place = path.appending(name)
            try compare(place, depth: depth)
            let file = FilePath(root: nil, [name])
            guard
                let below = try? directory.open(
                    file,
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW
                )
            else { continue }
            try walk(
                Directory(adopting: below, path: place),
                at: place,
                depth: depth + 1
            )
        }
    }

    /// Compares all names that a folder has in either.
    private mutating func compareBelow(_ path: FilePath, depth: Int) throws(SystemError) {
        guard depth < 200 else { return }
        var names: Set<FilePath.Component> = []
        names.formUnion(Self.names(of: path, in: before))
        names.formUnion(Self.names(of: path, in: after))
        for name in names {
            let place = path.appending(name)
            try compare(place, depth: depth)
            guard try Self.facts(of: place, in: after)?.kind == .directory else { continue }
            try compareBelow(place, depth: depth + 1)
        }
    }

    private static func names(of path: FilePath, in view: borrowing ImageView)
        -> [FilePath.Component]
    {
        guard let file = try? view.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) else {
            return []
        }
        return (try? Directory(adopting: file, path: path).names()) ?? []
    }

    private mutating func compare(_ path: FilePath, depth: Int) throws(SystemError) {
        guard seen.insert(path).inserted, changes.count < Self.maximumChanges else { return }
        let old = try Self.facts(of: path, in: before)
        let new = try Self.facts(of: path, in: after)
        guard old != nil || new != nil else { return }
        var change = FileChange(path: path, before: old, after: new, contentDiffers: false)
        if old?.kind == .file || new?.kind == .file {
            change.contentDiffers = try contentDiffers(path, old, new)
        }
        // A folder in place of another is told by what is in it.
        guard old != new || change.contentDiffers else { return }
        if wantsPatches, change.contentDiffers { change.patch = patch(path, old, new) }
        changes.append(change)
        // A folder that gives way to something that is none takes all below it along, unsaid.
        if new?.kind == .directory, old != nil, old?.kind != .directory {
            try compareBelow(path, depth: depth)
        }
    }

    private static func facts(
        of path: FilePath,
        in view: borrowing ImageView
    ) throws(SystemError) -> FileFacts? {
        guard let file = try? view.open(path, O_PATH_ONLY | O_NOFOLLOW) else { return nil }
        return try FileFacts(file)
    }

    private func contentDiffers(
        _ path: FilePath,
        _ old: FileFacts?,
        _ new: FileFacts?
    ) throws(SystemError) -> Bool {
        guard let old, let new, old.kind == .file, new.kind == .file, old.size == new.size else {
            return true
        }
        return try !Self.areEqual(before.open(path), after.open(path))
    }

    private static func areEqual(
        _ left: borrowing OpenFile,
        _ right: borrowing OpenFile
    ) throws(SystemError) -> Bool {
        let first = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        let second = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer {
            first.deallocate()
            second.deallocate()
        }
        while true {
            let count = try left.read(into: first)
            let other = try right.read(into: second)
            guard count == other else { return false }
            guard count > 0 else { return true }
            guard first[..<count].elementsEqual(second[..<count]) else { return false }
        }
    }

    private func patch(_ path: FilePath, _ old: FileFacts?, _ new: FileFacts?) -> String? {
        let left = old?.kind == .file ? TextPatch.lines(of: path, in: before) : []
        let right = new?.kind == .file ? TextPatch.lines(of: path, in: after) : []
        guard let left, let right else { return nil }
        return TextPatch(left, right).text
    }

    /// Whether a folder of a layer hides what the layers below have in it; overlayfs.rst, "whiteouts and opaque
    /// directories".
    private static func isOpaque(_ directory: borrowing Directory) -> Bool {
        directory.attribute("trusted.overlay.opaque") == Array("y".utf8)
            || directory.attribute("user.overlay.opaque") == Array("y".utf8)
    }
}
