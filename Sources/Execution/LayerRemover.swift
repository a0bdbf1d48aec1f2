import Dispatch
import HostSystem
import Images
import Synchronization
import SystemPackage

/// Removes layers that nobody needs any more, on threads of its own while the run goes on: deleting a tree can take
/// longer than making it.
final class LayerRemover: Sendable {
    private let session: Session
    private let queue = DispatchQueue(label: "remover", attributes: .concurrent)
    private let group = DispatchGroup()
    private let failure = Mutex<SystemError?>(nil)

    init(in session: Session) {
        self.session = session
    }

    /// Removes a name of the session's folder, sometime before `finish` returns.
    func remove(_ name: FilePath) {
        queue.async(group: group) {
            do throws(SystemError) {
                try self.session.directory.removeTree(name)
            } catch {
                self.failure.withLock { $0 = $0 ?? error }
            }
        }
    }

    /// Waits until all is removed.
    ///
    /// - Throws: The first thing that could not be.
    func finish() async throws {
        try await offload {
            self.group.wait()
            if let error = self.failure.withLock({ $0 }) { throw error }
        }
    }
}
