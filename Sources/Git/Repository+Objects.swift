import CGit

extension Repository {
    /// The kinds of object, with the numbers that packs give them.
    package enum ObjectKind: UInt8, Sendable, Hashable {
        case commit = 1
        case tree = 2
        case blob = 3
        case tag = 4
    }

    /// Lends the content of an object.
    ///
    /// - Parameters:
    ///   - id: Any object.
    ///   - body: Gets its kind and its bytes, which are valid during the call only.
    /// - Returns: What `body` returns.
    /// - Throws: `GitError.missingObject`, or what `body` throws.
    package func withObject<Result>(
        _ id: ObjectID,
        _ body: (ObjectKind, UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        var store: OpaquePointer?
        try check(git_repository_odb(&store, handle), "open the object store")
        defer { git_odb_free(store) }
        var raw = id.raw
        var object: OpaquePointer?
        guard git_odb_read(&object, store, &raw) == 0, let object else {
            throw GitError.missingObject(id.description)
        }
        defer { git_odb_object_free(object) }
        guard
            let kind = ObjectKind(
                rawValue: UInt8(truncatingIfNeeded: git_odb_object_type(object).rawValue)
            )
        else {
            throw GitError.missingObject(id.description)
        }
        let bytes = UnsafeRawBufferPointer(
            start: git_odb_object_data(object),
            count: git_odb_object_size(object)
        )
        return try body(kind, bytes)
    }

    /// The size of an object's content in bytes, without reading it where the store can tell.
    package func size(of id: ObjectID) throws(GitError) -> Int {
        var store: OpaquePointer?
        try check(git_repository_odb(&store, handle), "open the object store")
        defer { git_odb_free(store) }
        var raw = id.raw
        var size = 0
        var kind = GIT_OBJECT_ANY
        guard git_odb_read_header(&size, &kind, store, &raw) == 0 else {
            throw .missingObject(id.description)
        }
        return size
    }

    /// The names in a tree, in git's order.
    ///
    /// - Parameter tree: A tree's id.
    /// - Returns: Every entry.
    /// - Throws: `GitError.missingObject`; `.unsafePath` for `.`, `..`, `.git` in any case, and names with a slash,
    ///   all of which git refuses to check out.
    package func entries(of tree: ObjectID) throws(GitError) -> [TreeEntry] {
        var raw = tree.raw
        var handle: OpaquePointer?
        guard git_tree_lookup(&handle, self.handle, &raw) == 0, let handle else {
            throw .missingObject(tree.description)
        }
        defer { git_tree_free(handle) }
        var entries: [TreeEntry] = []
        for index in 0..<git_tree_entrycount(handle) {
            guard let entry = git_tree_entry_byindex(handle, index) else { continue }
            let name = Self.bytes(git_tree_entry_name(entry))
            guard Self.isSafe(name) else {
                throw .unsafePath(String(decoding: name, as: UTF8.self))
            }
            entries.append(
                TreeEntry(
                    name: name,
                    mode: git_tree_entry_filemode_raw(entry).rawValue,
                    id: ObjectID(git_tree_entry_id(entry).pointee)
                )
            )
        }
        return entries
    }

    /// What stands at a path of a tree, or nil.
    ///
    /// - Parameters:
    ///   - path: Relative, with `/` between its components.
    ///   - tree: A tree's id.
    /// - Returns: The entry.
    /// - Throws: `GitError`.
    package func entry(at path: String, in tree: ObjectID) throws(GitError) -> TreeEntry? {
        var current = TreeEntry(name: [], mode: 0o040000, id: tree)
        for component in path.split(separator: "/") where component != "." {
            guard current.kind == .directory else { return nil }
            let name = Array(component.utf8)
            guard let next = try entries(of: current.id).first(where: { $0.name == name }) else {
                return nil
            }
            current = next
        }
        return current
    }

    /// The id that git gives a blob of these bytes; nothing is written.
    package static func blobID(of bytes: [UInt8]) -> ObjectID {
        LibGit2.start()
        var id = git_oid()
        let result = git_odb_hash(&id, bytes, bytes.count, GIT_OBJECT_BLOB)
        precondition(result == 0, "hashing memory does not fail")
        return ObjectID(id)
    }

    /// The content of a blob.
    package func blob(_ id: ObjectID) throws -> [UInt8] {
        try withObject(id) { _, bytes in Array(bytes) }
    }

    private static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
        var bytes: [UInt8] = []
        var next = text
        while next.pointee != 0 {
            bytes.append(UInt8(bitPattern: next.pointee))
            next += 1
        }
        return bytes
    }

    private static func isSafe(_ name: [UInt8]) -> Bool {
        if name.isEmpty || name == [0x2E] || name == [0x2E, 0x2E] || name.contains(0x2F) {
            return false
        }
        // ".git", as a file system that ignores case would see it.
        return name.count != 4 || name.map { $0 | 0x20 } != [0x2E | 0x20, 0x67, 0x69, 0x74]
            || name[0] != 0x2E
    }
}
