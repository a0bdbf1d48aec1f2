/// One value to be written into a file of a cgroup.
struct CgroupWrite: Sendable, Hashable {
    /// Whose file it is; nil for the core's own.
    var controller: CgroupController?
    /// Which part of `linux.resources` it carries out: `memory.limit`.
    var setting: String
    /// The file and the text.
    var target: Target
    /// Other files that mean the same where the first one is missing, in the order in which they are tried.
    var alternatives: [Target] = []
    /// Whether nothing is lost where the kernel has none of the files.
    var isOptional = false

    /// A file and what is written into it.
    struct Target: Sendable, Hashable {
        var file: String
        var text: String
    }

    init(
        _ controller: CgroupController?,
        _ setting: String,
        _ file: String,
        _ text: String,
        or alternatives: [Target] = [],
        isOptional: Bool = false
    ) {
        self.controller = controller
        self.setting = setting
        self.target = Target(file: file, text: text)
        self.alternatives = alternatives
        self.isOptional = isOptional
    }
}
