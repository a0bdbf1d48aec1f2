import CSandbox
import HostSystem
import SystemPackage

/// git's own ways to lay a commit out in a folder.
struct GitCheckout {
    private let repository: FilePath
    private let workshop: Workshop

    /// Where git makes its folders.
    private let parent: FilePath

    init(of repository: FilePath, in workshop: Workshop) throws {
        self.repository = repository
        self.workshop = workshop
        parent = try workshop.folder("git")
        // As the store's folders have it: without, ext4 is several times slower where much was just deleted.
        let folder = try Directory(opening: parent)
        _ = csandbox_scatter_children(folder.descriptor)
    }

    /// Runs `git worktree add`.
    func worktree(_ commit: String) throws -> Double {
        let folder = workshop.fresh("worktree", in: parent)
        let words = [
            "-C", repository.string, "worktree", "add", "-q", "--detach", folder.string, commit,
        ]
        let program = try Program(installed: "git", words)
        let time = try milliseconds { try program.run() }
        try workshop.remove(folder)
        try Program(installed: "git", ["-C", repository.string, "worktree", "prune"]).run()
        return time
    }

    /// Runs `git archive | tar x`.
    func archive(_ commit: String) throws -> Double {
        let folder = workshop.fresh("archive", in: parent)
        _ = try Directory(creating: folder)
        let words = [
            "-c", "git -C \"$1\" archive \"$2\" | tar x -C \"$3\"", "sh", repository.string, commit,
            folder.string,
        ]
        let program = try Program(installed: "sh", words)
        let time = try milliseconds { try program.run() }
        try workshop.remove(folder)
        return time
    }
}
