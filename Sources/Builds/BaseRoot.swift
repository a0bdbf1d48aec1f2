import HostSystem
package import Images

/// What lies at the bottom of a container's file system, ready to be mounted under its other layers.
package final class BaseRoot: Sendable {
    /// Layers in the store or on the host, bottom first.
    package let chain: SnapshotChain
    /// Mounts that are further lower layers, above `chain`; held open here.
    private let lowers: [SharedMount]
    /// Paths of the host that cover the same paths of every container, read-only.
    package let covers: [String]
    /// Variables that the image sets.
    package let environment: [(name: String, value: String)]
    /// The user that the image's processes have; nil for root.
    package let user: String?
    /// What the image's containers run where nobody says it; empty where the image does not say it either.
    package let command: [String]
    /// The folder in which they begin; nil where the image does not say.
    package let workingDirectory: String?
    /// What tells it from others: equal for equal content.
    package let identity: String

    /// A root by its parts.
    init(
        chain: SnapshotChain,
        lowers: [SharedMount] = [],
        covers: [String] = [],
        environment: [(name: String, value: String)] = [],
        user: String? = nil,
        command: [String] = [],
        workingDirectory: String? = nil,
        identity: String
    ) {
        self.chain = chain
        self.lowers = lowers
        self.covers = covers
        self.environment = environment
        self.user = user
        self.command = command
        self.workingDirectory = workingDirectory
        self.identity = identity
    }

    /// A root made again of layers that are in the store.
    ///
    /// - Parameters:
    ///   - chain: The layers, bottom first.
    ///   - environment: Variables that the image sets.
    ///   - user: The user that the image's processes have; nil for root.
    ///   - command: What the image's containers run where nobody says it.
    ///   - workingDirectory: The folder in which they begin.
    ///   - identity: What tells it from others.
    package convenience init(
        restored chain: SnapshotChain,
        environment: [(name: String, value: String)],
        user: String?,
        command: [String],
        workingDirectory: String?,
        identity: String
    ) {
        self.init(
            chain: chain,
            lowers: [],
            covers: [],
            environment: environment,
            user: user,
            command: command,
            workingDirectory: workingDirectory,
            identity: identity
        )
    }

    /// The descriptors of the further lower layers, bottom first; lent.
    package var lowerDescriptors: [Int32] { lowers.map(\.descriptor) }
}

/// A mount that several containers use; closed with its last owner.
final class SharedMount: Sendable {
    private let mount: DetachedMount

    init(_ mount: consuming DetachedMount) {
        self.mount = mount
    }

    var descriptor: Int32 { mount.descriptor }
}
