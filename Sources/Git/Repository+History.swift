import CGit
import SystemPackage

/// The part of history that a checkout carries.
package struct HistoryWindow: Sendable, Hashable {
    /// The commits, those nearest to the first one first.
    package var commits: [Commit]
    /// Those of them whose parents are left out: what git's `shallow` file lists.
    package var boundary: [ObjectID]
    /// The tags that point into it.
    package var tags: [Tag]
}

extension Repository {
    /// The commits up to a distance from one, as `git clone --depth` counts it.
    ///
    /// - Parameters:
    ///   - commit: Where it begins.
    ///   - depth: How many generations, the first included; 0 for all.
    /// - Returns: The commits, the boundary and the tags.
    /// - Throws: `GitError`.
    package func window(from commit: Commit, depth: Int) throws(GitError) -> HistoryWindow {
        var commits: [Commit] = [commit]
        var seen: Set<ObjectID> = [commit.id]
        var boundary: [ObjectID] = []
        var generation = [commit]
        let shallow = shallowCommits()
        var distance = 1
        while !generation.isEmpty {
            var next: [Commit] = []
            for member in generation where !member.parents.isEmpty {
                guard depth == 0 || distance < depth, !shallow.contains(member.id) else {
                    boundary.append(member.id)
                    continue
                }
                for parent in member.parents where seen.insert(parent).inserted {
                    next.append(try self.commit(parent))
                }
            }
            commits += next
            generation = next
            distance += 1
        }
        let tags = try self.tags().filter { seen.contains($0.commit) }
        return HistoryWindow(commits: commits, boundary: boundary, tags: tags)
    }

    /// All tags that come down to a commit, by name.
    package func tags() throws(GitError) -> [Tag] {
        var names = git_strarray()
        try check(git_tag_list(&names, handle), "list the tags")
        defer { git_strarray_dispose(&names) }
        return (0..<names.count).compactMap { index in
            names.strings[index].flatMap { tag(String(cString: $0)) }
        }.sorted { $0.name < $1.name }
    }

    private func tag(_ name: String) -> Tag? {
        var target = git_oid()
        guard git_reference_name_to_id(&target, handle, "refs/tags/\(name)") == 0 else {
            return nil
        }
        var object: OpaquePointer?
        guard git_object_lookup(&object, handle, &target, GIT_OBJECT_ANY) == 0 else { return nil }
        defer { git_object_free(object) }
        var commit: OpaquePointer?
        // A tag of a tree or blob has no commit.
        guard git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0, let commit else {
            return nil
        }
        defer { git_object_free(commit) }
        return Tag(
            name: name,
            target: ObjectID(target),
            commit: ObjectID(git_object_id(commit).pointee)
        )
    }

    /// The branch that a revision names, or that HEAD is on if it names HEAD; nil for anything else.
    package func branch(at revision: String) -> String? {
        var reference: OpaquePointer?
        if revision == "HEAD" {
            guard git_repository_head(&reference, handle) == 0 else { return nil }
        } else {
            guard git_branch_lookup(&reference, handle, revision, GIT_BRANCH_LOCAL) == 0 else {
                return nil
            }
        }
        defer { git_reference_free(reference) }
        guard git_reference_is_branch(reference) == 1 else { return nil }
        return git_reference_shorthand(reference).map { String(cString: $0) }
    }

    /// Where `origin` is, without a user name or password in it; nil where there is none.
    package func originURL() -> String? {
        var remote: OpaquePointer?
        guard git_remote_lookup(&remote, handle, "origin") == 0 else { return nil }
        defer { git_remote_free(remote) }
        guard let url = git_remote_url(remote) else { return nil }
        let text = String(cString: url)
        // scheme://user:password@host/path; a path after the third slash may hold an @ of its own.
        let parts = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].hasSuffix(":"), parts[1].isEmpty else { return text }
        guard let at = parts[2].lastIndex(of: "@") else { return text }
        let host = parts[2][parts[2].index(after: at)...]
        return ([parts[0], parts[1], host] + parts[3...]).joined(separator: "/")
    }

    /// The commits at which this repository itself is cut off.
    private func shallowCommits() -> Set<ObjectID> {
        guard git_repository_is_shallow(handle) == 1 else { return [] }
        let path = gitDirectory.appending("shallow")
        let text = Self.text(of: path)
        return Set(text.split(separator: "\n").compactMap { ObjectID(String($0)) })
    }

    private static func text(of path: FilePath) -> String {
        guard let file = try? FileDescriptor.open(path, .readOnly) else { return "" }
        // A file that cannot be read now is one that has just been replaced; the next run sees it.
        defer { try? file.close() }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while let count = try? chunk.withUnsafeMutableBytes({ try file.read(into: $0) }), count > 0
        {
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
