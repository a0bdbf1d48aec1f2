import Containers
import HostSystem
import Networks

/// Makes for one fork otherwise what is not in its specification: on which processor it runs, what its clock says, how
/// late packets arrive.
final class ForkStress {
    private let variation: StressVariation?
    private let network: ContainerNetwork
    /// What this machine could not do, a sentence each.
    private(set) var refusals: [String] = []

    init(_ variation: StressVariation?, network: ContainerNetwork) {
        self.variation = variation
        self.network = network
    }

    /// Runs a container.
    ///
    /// - Throws: What the work throws; `SystemError` where no thread can be made.
    func run<Value>(_ work: () throws -> Value) throws -> Value {
        guard let variation else { return try work() }
        if let delay = variation.networkDelayMilliseconds { addDelay(delay) }
        var change = VariedThread.Change()
        change.processor = variation.isOnOneProcessor ? 0 : nil
        change.clockOffsetSeconds = variation.clockOffsetSeconds
        guard change != VariedThread.Change() else { return try work() }
        return try VariedThread.run(change, refused: { refusals.append("\($0)") }, work)
    }

    private func addDelay(_ milliseconds: Int) {
        guard case .seat(let seat) = network else { return }
        do throws(NetworkError) {
            try NetworkDelay.add(milliseconds: milliseconds, to: seat.descriptor)
        } catch {
            refusals.append("\(error)")
        }
    }
}
