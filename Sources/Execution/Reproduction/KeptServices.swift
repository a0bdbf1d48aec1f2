import Containers
import Images
import Networks
import Pipelines

/// Makes the services of a kept job again, as its checkpoint says; their ports are not published on this machine.
struct KeptServices: Sendable {
    let job: KeptJob
    let means: ContainerMeans
    let secrets: [String: String]

    /// The services, of which none runs yet.
    ///
    /// - Parameters:
    ///   - hub: The network in which they see each other.
    ///   - cancellation: Ends them.
    /// - Returns: The services.
    /// - Throws: `NetworkError`, `ExecutionError.badValue` for a service that no version has written.
    func services(in hub: JobHub, _ cancellation: Cancellation) throws -> JobServices {
        let ending = Cancellation()
        let kept = job.checkpoint.services
        let names = try kept.map(Self.name)
        // All places are there before the first service begins, so that each knows the names of all.
        let seats = try names.map { try hub.seat(named: $0) }
        let waits = try kept.indices.map { index in
            let run = try run(
                kept[index],
                named: names[index],
                on: job.serviceImages[index],
                at: seats[index],
                ending
            )
            return ServiceWait(
                run: run,
                probe: probe(kept[index], of: run, at: seats[index], in: hub),
                cancellation: cancellation,
                deadline: .now + Bounds.defaultTimeout
            )
        }
        return JobServices(waits, ending: ending, cancellation)
    }

    private static func name(_ service: ServiceCheckpoint) throws -> ServiceName {
        guard let name = ServiceName(service.name) else {
            throw ExecutionError.badValue("\"\(service.name)\" is no service's name")
        }
        return name
    }

    private func run(
        _ kept: ServiceCheckpoint,
        named name: ServiceName,
        on image: JobImage,
        at seat: NetworkSeat,
        _ ending: Cancellation
    ) throws -> ServiceRun {
        guard let restart = RestartPolicy(rawValue: kept.restart) else {
            throw ExecutionError.badValue("the service \(kept.name) has no known restart policy")
        }
        return ServiceRun(
            means: means,
            traits: ServiceTraits(
                name: name,
                image: kept.image.source,
                restart: restart,
                patience: .seconds(kept.ready?.timeoutSeconds ?? 60),
                interval: .seconds(kept.ready?.intervalSeconds ?? 0.25)
            ),
            place: StepPlace(
                job: PlannedJob.ID(job.checkpoint.job),
                slug: job.checkpoint.slug,
                index: 0,
                isSetup: false,
                service: name,
                label: "service:\(name)",
                attempt: job.checkpoint.attempt
            ),
            room: JobRoom(
                base: image.base,
                above: SnapshotChain(image.layers),
                limits: kept.limits.limits,
                network: .none,
                rights: means.host.rights
            ),
            command: kept.command.command(with: secrets, on: .seat(seat)),
            ending: ending,
            state: ServiceState(listeningFor: kept.ready?.log?.text(with: secrets))
        )
    }

    private func probe(
        _ kept: ServiceCheckpoint,
        of run: ServiceRun,
        at seat: NetworkSeat,
        in hub: JobHub
    ) -> ServiceProbe? {
        guard let ready = kept.ready else { return nil }
        let sign: ServiceProbe.Sign
        if let port = ready.port {
            sign = .tcp(port)
        } else if let words = ready.command, !words.isEmpty {
            sign = .command(words)
        } else {
            sign = .log
        }
        return ServiceProbe(sign, every: run.traits.interval, at: seat, in: hub, of: run.state)
    }
}
