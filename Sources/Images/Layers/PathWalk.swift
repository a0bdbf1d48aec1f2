import SystemPackage

/// The resolving of a path below a root, component by component, as path_resolution(7) says it, but never above.
///
/// The caller looks at each step and says what it found; nothing here touches a file system.
struct PathWalk {
    /// The real directories walked so far.
    private(set) var path = FilePath()
    /// What is still to be walked, the next one last.
    private var pending: [FilePath.Component]
    /// How many components `path` has.
    private var depth = 0
    private var links = 0
    private var steps = 0

    /// As many symbolic links as the kernel follows.
    private static let maximumLinks = 40
    /// Many times what an honest path needs; links that lead to long paths run into it.
    private static let maximumSteps = 2048

    /// Begins at the root.
    init(_ path: FilePath) {
        self.pending = path.components.reversed()
    }

    /// The path to look at next; nil where the walk has arrived.
    ///
    /// - Returns: A path whose parent is the real directory `path`.
    /// - Throws: `LayerFault.tooManyLinks`, or where the path gets too long.
    mutating func next() throws(LayerFault) -> FilePath? {
        while let component = pending.popLast() {
            steps += 1
            guard steps <= Self.maximumSteps else { throw .tooManyLinks }
            switch component.kind {
            case .currentDirectory: continue
            case .parentDirectory:
                path.removeLastComponent()
                depth = max(0, depth - 1)
            case .regular: return try extended(component)
            }
        }
        return nil
    }

    private func extended(_ component: FilePath.Component) throws(LayerFault) -> FilePath {
        guard depth < EntryPath.maximumDepth else {
            throw .tooDeep(limit: EntryPath.maximumDepth)
        }
        let next = path.appending(component)
        guard next.length <= EntryPath.maximumBytes else {
            throw .nameTooLong(limit: EntryPath.maximumBytes)
        }
        return next
    }

    /// Says that what `next()` gave is a directory.
    mutating func enter(_ directory: FilePath) {
        path = directory
        depth += 1
    }

    /// Says that what `next()` gave is a symbolic link.
    ///
    /// - Parameter target: As it is written; an absolute one starts at the root again.
    /// - Throws: `LayerFault.tooManyLinks`.
    mutating func follow(_ target: FilePath) throws(LayerFault) {
        links += 1
        guard links <= Self.maximumLinks else { throw .tooManyLinks }
        if target.isAbsolute {
            path = FilePath()
            depth = 0
        }
        pending += target.components.reversed()
    }
}
