import Builds
import Containers
import HostSystem
import Images
import Pipelines

/// What the containers of a job are made of: the base, the layers above it, and the limits.
struct JobRoom: Sendable {
    /// The bottom.
    let base: BaseRoot
    /// All layers, bottom first; grows with every step.
    private(set) var chain: SnapshotChain
    /// What each step may use.
    let limits: ResourceLimits
    /// What it sees of the network.
    let network: JobNetworking
    /// The name of the last layer that `setup` made of the base, which says all that it depends on; nil without one.
    let setup: String?
    /// The key of the last step that ran.
    private(set) var lastInput: InputKey?
    /// The layers that steps have made, in order.
    private(set) var stepLayers: [(label: String, layer: WritableLayer)] = []
    /// The layers of steps that are kept in the store, in order; nil for one that wrote nothing.
    private(set) var keptLayers: [(label: String, snapshot: Snapshot?)] = []
    /// Where the files come from that the next step finds.
    private(set) var lineage = Lineage.kept("")
    private let rights: HostRights

    /// A room with nothing but its base and what lies on it.
    init(
        base: BaseRoot,
        setup: String? = nil,
        above layers: SnapshotChain,
        limits: ResourceLimits,
        network: JobNetworking,
        rights: HostRights
    ) {
        self.base = base
        self.setup = setup
        chain = base.chain.adding(layers.snapshots)
        self.limits = limits
        self.network = network
        self.rights = rights
    }

    /// Mounts everything with an empty writable layer on top.
    func mount(_ layer: WritableLayer) throws(SystemError) -> DetachedMount {
        try layer.mount(
            over: chain,
            extraLowers: base.lowerDescriptors,
            userXattr: rights.inUserNamespace
        )
    }

    /// Puts layers that were made before under what follows.
    mutating func put(_ layers: [Snapshot]) {
        chain.snapshots += layers
    }

    /// Puts a step's layer under what follows; only once its container is gone and its mount dropped.
    mutating func freeze(_ layer: WritableLayer, of place: StepPlace) {
        let name = SnapshotName("step-\(place.index)")
        if !layer.isEmpty { chain.snapshots.append(layer.frozen(as: name)) }
        stepLayers.append((place.logName, layer))
    }

    /// Puts what a step left in an earlier run under what follows.
    mutating func freeze(_ snapshot: Snapshot?, instance: String, of place: StepPlace) {
        keptLayers.append((place.logName, snapshot))
        guard let snapshot else { return }
        chain.snapshots.append(snapshot)
        lineage = .kept(instance)
    }

    /// The layer of the step that has just been frozen has moved into the store.
    mutating func keep(_ snapshot: Snapshot?, instance: String, of place: StepPlace) {
        stepLayers.removeAll { $0.label == place.logName }
        keptLayers.append((place.logName, snapshot))
        guard let snapshot else { return }
        chain.snapshots[chain.snapshots.count - 1] = snapshot
        lineage = .kept(instance)
    }

    /// From here on the files are such as another run will not have.
    mutating func breakLineage(_ reason: String) {
        if lineage.instance != nil { lineage = .broken(reason) }
    }

    /// The same room with some files in the place of all those of the commit.
    func showing(_ files: [Snapshot], insteadOf source: SnapshotChain) -> JobRoom {
        var room = self
        let hidden = Set(source.snapshots)
        let place = chain.snapshots.firstIndex { hidden.contains($0) } ?? chain.snapshots.count
        room.chain.snapshots.removeAll { hidden.contains($0) }
        room.chain.snapshots.insert(contentsOf: files, at: place)
        return room
    }

    /// Takes note of what a step was given: it is part of what the next one is given.
    mutating func note(_ input: InputKey) {
        lastInput = input
    }

    /// Who a text means among the users of the files as they are now; nothing is read for root.
    ///
    /// - Throws: `IdentityError`, `SystemError`.
    func user(_ text: String) throws -> UserDatabase.User {
        if ["", "root", "0"].contains(text) {
            return UserDatabase.User(identity: .root, home: "/root")
        }
        let view = try view()
        return try view.users().user(text)
    }

    /// The files as they are now.
    func view() throws(SystemError) -> ImageView {
        try ImageView.of(
            chain,
            lowers: base.lowerDescriptors,
            userXattr: rights.inUserNamespace
        )
    }
}
