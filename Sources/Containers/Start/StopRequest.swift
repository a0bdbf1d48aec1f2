import CSandbox
import Glibc
import HostSystem

/// A way to ask a running container to stop, from any thread: first politely, the second time at once.
package final class StopRequest: Sendable {
    private let event: OpenFile

    /// A request that nobody has made yet.
    package init() throws(ContainerError) {
        do {
            event = OpenFile(adopting: try call("make an event", "eventfd", csandbox_event()))
        } catch {
            throw .start(error)
        }
    }

    /// Asks; may be called any number of times.
    package func stop() {
        var one: UInt64 = 1
        // Only a counter at its 64-bit end would refuse this.
        _ = write(event.descriptor, &one, 8)
    }

    /// The descriptor that is readable once somebody has asked.
    var descriptor: Int32 { event.descriptor }

    /// Takes the requests made so far; their number.
    func take() -> UInt64 {
        var count: UInt64 = 0
        return read(event.descriptor, &count, 8) == 8 ? count : 0
    }
}
