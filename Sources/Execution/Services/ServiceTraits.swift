import Pipelines

/// What is known of a service beside its container.
struct ServiceTraits: Sendable {
    /// What the job's containers call it.
    let name: ServiceName
    /// Where its file system comes from, as a user would write it.
    let image: String
    /// Whether it is started again.
    let restart: RestartPolicy
    /// How long it may take to get ready.
    let patience: Duration
    /// How long after a command that failed it is asked again.
    let interval: Duration

    init(
        name: ServiceName,
        image: String,
        restart: RestartPolicy,
        patience: Duration,
        interval: Duration
    ) {
        self.name = name
        self.image = image
        self.restart = restart
        self.patience = patience
        self.interval = interval
    }

    /// The traits of a planned service.
    init(_ service: PlannedService) {
        self.init(
            name: service.name,
            image: service.image.source.description,
            restart: service.restart,
            patience: service.ready?.timeout ?? Bounds.readinessTimeout,
            interval: service.ready?.interval ?? Bounds.readinessInterval
        )
    }
}
