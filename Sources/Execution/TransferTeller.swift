import OCI
import Registries

/// Tells of an image that is pulled, in the notes of its run.
struct TransferTeller: TransferObserver {
    private let name: String
    private let events: EventStream

    /// A teller for an image as the pipeline names it.
    init(_ name: String, _ events: EventStream) {
        self.name = name
        self.events = events
    }

    func observe(_ event: TransferEvent) {
        switch event {
        case .planned(let reference, let place, let blobs):
            let origin = place == reference.name ? "" : " by way of \(place)"
            let size = blobs.reduce(0) { $0 + max(0, $1.size) }
            events.tell(
                .note("pulling \(reference)\(origin): \((size + 1_048_575) >> 20) MiB")
            )
        case .retrying(let host, let reason, _):
            events.tell(.note("image \(name): \(host): \(reason); trying again"))
        case .note(let text): events.tell(.note("image \(name): \(text)"))
        case .present, .moved, .finished: break
        }
    }
}
