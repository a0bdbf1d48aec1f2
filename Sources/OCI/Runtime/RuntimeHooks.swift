/// Programs run at turns of a container's life, each list in order.
///
/// Source: OCI runtime-spec, config.md, "POSIX-platform Hooks".
package struct RuntimeHooks: Sendable, Hashable, Codable {
    /// Deprecated by `createRuntime`, before which it runs.
    package var prestart: [RuntimeHook]?
    /// In the runtime's namespaces, when those of the container exist and its root has not been changed.
    package var createRuntime: [RuntimeHook]?
    /// The runtime's programs in the container's namespaces, at the same moment.
    package var createContainer: [RuntimeHook]?
    /// The container's programs in its namespaces, before its process.
    package var startContainer: [RuntimeHook]?
    /// In the runtime's namespaces, after its process has started.
    package var poststart: [RuntimeHook]?
    /// In the runtime's namespaces, after the container has been deleted.
    package var poststop: [RuntimeHook]?

    /// Hooks by turn.
    package init(
        prestart: [RuntimeHook]? = nil,
        createRuntime: [RuntimeHook]? = nil,
        createContainer: [RuntimeHook]? = nil,
        startContainer: [RuntimeHook]? = nil,
        poststart: [RuntimeHook]? = nil,
        poststop: [RuntimeHook]? = nil
    ) {
        self.prestart = prestart
        self.createRuntime = createRuntime
        self.createContainer = createContainer
        self.startContainer = startContainer
        self.poststart = poststart
        self.poststop = poststop
    }
}
