import Builds
import Containers
import HostSystem
import Images
import Networks
import OrderedCollections
import Pipelines

/// What a job has around its steps before the first one begins.
extension JobRun {
    /// A file system of the job or of a service; the job is failed where its `setup` fails.
    func image(
        _ image: PlannedImage,
        after countBefore: Int = 0,
        _ attempt: Int,
        _ course: inout JobCourse
    ) async throws -> JobImage {
        let base = try await materials.images.root(of: image.source)
        let setup = SetupLayers(
            materials: materials,
            job: job,
            image: image,
            countBefore: countBefore,
            cancellation: cancellation
        )
        let layers = try await setup.layers(on: base, attempt: attempt, &course)
        return JobImage(base: base, layers: layers)
    }

    /// The job's own network, where it has one.
    func network() async throws -> JobNetworking {
        // Most jobs have none of their own, and those wait for nothing here.
        if job.network == .none, job.services.isEmpty { return .none }
        let networks = materials.networks
        let job = job
        return try await offload {
            try networks.open(job.network, isShared: !job.services.isEmpty)
        }
    }

    /// Where the job goes on, if it is resumed.
    ///
    /// - Parameters:
    ///   - image: The job's file system as it is made now.
    ///   - scope: What the step there finds afterwards.
    /// - Returns: The start; nil where the job begins with its first step.
    /// - Throws: `SystemError`, `BuildError`, `ExecutionError.badValue` where a snapshot is missing.
    func resumedStart(_ image: JobImage, _ scope: inout StepScope) async throws -> ResumedStart? {
        guard let point = materials.request.resumption?.points[job.id] else { return nil }
        let maker = ResumedStartMaker(
            materials: materials,
            job: job,
            image: image,
            point: point
        )
        let beginning = scope
        let (start, restored) = try await offload {
            var scope = beginning
            return (try maker.start(&scope), scope)
        }
        scope = restored
        return start
    }

    /// What the job's steps are made of.
    func room(
        _ image: JobImage,
        _ network: JobNetworking,
        _ start: ResumedStart?
    ) throws -> JobRoom {
        try materials.use(
            image.snapshots + materials.source.snapshots + (start?.source ?? [])
        )
        return JobRoom(
            base: image.base,
            setup: image.setup,
            above: SnapshotChain(
                image.layers + (start?.layers ?? materials.source.snapshots)
            ),
            limits: ResourceLimits(job.limits),
            network: network,
            rights: materials.request.host.rights
        )
    }

    /// What runs beside the steps; none where a `setup` has failed, which the course tells.
    func services(
        in network: JobNetworking,
        _ own: JobImage,
        _ scope: StepScope,
        _ attempt: Int,
        _ began: ContinuousClock.Instant,
        _ course: inout JobCourse
    ) async throws -> JobServices {
        guard case .own(let hub) = network, !job.services.isEmpty else { return JobServices() }
        var images: [JobImage] = []
        var setupCount = job.image.setup.count
        for service in job.services {
            guard service.image != job.image else {
                images.append(own)
                continue
            }
            let image = try await image(service.image, after: setupCount, attempt, &course)
            guard course.status == .success else { return JobServices() }
            try materials.use(image.snapshots)
            images.append(image)
            setupCount += service.image.setup.count
        }
        let visible = scope.scope(with: [:])
        return try await offload { [images] in
            try JobServices(
                of: job,
                on: images,
                in: hub,
                visible,
                attempt: attempt,
                until: began + job.timeout,
                cancellation,
                materials
            )
        }
    }
}
