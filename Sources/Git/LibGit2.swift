import CGit

/// The library as a whole: started once, with our settings.
enum LibGit2 {
    private static let started: Bool = {
        git_libgit2_init()
        // A build of libgit2 without one of the settings is slower or stricter, not wrong.
        _ = cgit_trust_object_store()
        _ = cgit_accept_any_owner()
        return true
    }()

    /// Starts the library unless it has been; every way in calls this.
    static func start() {
        _ = started
    }
}
