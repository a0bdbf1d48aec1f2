import HostSystem
import SystemPackage

/// git's own ways to lay a commit out in a folder.
struct GitCheckout {
    private let repository: FilePath
    private let workshop: Workshop

    init(of repository: FilePath, in workshop: Workshop) {
        self.repository = repository
        self.workshop = workshop
    }

    /// `git worktree add`
    func worktree(_ commit: String) throws -> Double {
        let folder = workshop.fresh("worktree")
        let words = [
            "-C", repository.string, "worktree", "add", "-q", "--detach", folder.string, commit,
        ]
        let program = try Program(installed: "git", words)
        let time = try milliseconds { try program.run() }
        try workshop.remove(folder)
        try Program(installed: "git", ["-C", repository.string, "worktree", "prune"]).run()
        return time
    }

    /// `git archive | tar x`
    func archive(_ commit: String) throws -> Double {
        let folder = try workshop.folder("archive")
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
