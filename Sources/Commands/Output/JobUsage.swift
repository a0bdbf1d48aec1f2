import Containers
import Execution

/// What the steps of a job have used.
struct JobUsage {
    private var processorTime = Duration.zero
    private var peakMemoryBytes: UInt64 = 0
    private var isOfAll = true

    /// Adds a step: processor time sums up, memory is that of the largest step.
    mutating func add(_ exit: ContainerExit) {
        processorTime += exit.userTime + exit.systemTime
        guard exit.peakMemoryBytes > peakMemoryBytes else { return }
        peakMemoryBytes = exit.peakMemoryBytes
        isOfAll = exit.peakMemoryIsOfAll
    }

    /// `cpu 1m 04s, peak 212.0 MiB`; without a cgroup the memory is that of the largest process alone.
    var text: String {
        let memory = Amounts.text(bytes: peakMemoryBytes)
        return
            "cpu \(Amounts.text(processorTime)), \(isOfAll ? "peak" : "largest process") \(memory)"
    }
}
