import Builds
import Containers
import HostSystem
import Images
import Networks
import Pipelines
import SystemPackage

/// Makes what a kept step has around it: its network, its services, its volumes.
struct KeptSurroundings: Sendable {
    let job: KeptJob
    let means: ContainerMeans
    let secrets: [String: String]
    let cancellation: Cancellation

    /// What a container of a step gets.
    struct Place: Sendable {
        var network: JobNetworking
        var own: ContainerNetwork
        /// The services that run beside it, by name.
        var services: [String: ServiceState]
    }

    /// Does something while everything around a step is there; services are started anew and ended afterwards.
    ///
    /// - Parameter work: What needs them.
    /// - Returns: What the work does.
    /// - Throws: `NetworkError`, `ExecutionError` where a service does not get ready; what the work throws.
    func run<Value: Sendable>(_ work: (Place) async throws -> Value) async throws -> Value {
        let networks = RunNetworks(in: means.session)
        let mode = try job.checkpoint.network.planned()
        let isShared = !job.checkpoint.services.isEmpty
        let network: JobNetworking =
            mode == .none && !isShared
            ? .none : try await offload { try networks.open(mode, isShared: isShared) }
        let services = try await services(in: network)
        var value: Value?
        try await services.run {
            let place = Place(
                network: network,
                own: try await network.next(),
                services: Dictionary(
                    services.waits.map { ($0.run.traits.name.text, $0.run.state) },
                    uniquingKeysWith: { first, _ in first }
                )
            )
            value = try await work(place)
        }
        guard let value else { throw ExecutionError.badValue("the services ended before the step") }
        return value
    }

    /// The volumes of a step; those that are gone are made empty.
    func volumes(of step: StepCheckpoint) throws -> [VolumeMount] {
        try step.volumes.map { volume in
            guard FilePath.Component(volume.name)?.kind == .regular else {
                throw ExecutionError.badValue("\"\(volume.name)\" is no volume's name")
            }
            let folder = try means.session.store.folder("volumes")
                .makeDirectory(FilePath(volume.name), mode: 0o755)
            return VolumeMount(source: folder.path, path: volume.path)
        }
    }

    private func services(in network: JobNetworking) async throws -> JobServices {
        guard case .own(let hub) = network, !job.checkpoint.services.isEmpty else {
            return JobServices()
        }
        let maker = KeptServices(job: job, means: means, secrets: secrets)
        return try await offload { try maker.services(in: hub, cancellation) }
    }
}
