import Containers
import HostSystem
import Images

/// The images of the store, opened for a pull or a push.
struct TransferPlace: Sendable {
    /// Their names.
    let images: ImageStore
    /// How what layers hide is marked here.
    let marks: OverlayMarks
    /// Until it is let go, no layer is collected.
    private let lock: StoreLock

    /// Opens the images of a store.
    ///
    /// - Throws: `SystemError`.
    init(_ store: Store) throws {
        lock = try StoreLock(store, exclusive: false, wait: true)
        images = ImageStore(try ContentStore(try Session(in: store)))
        marks = HostIdentity.current.rights?.inUserNamespace == true ? .user : .trusted
    }
}
