import Glibc

/// A limit that holds for each process of a container alone; getrlimit(2).
package struct ProcessLimit: Sendable, Hashable {
    /// The number of the `RLIMIT_…` constant.
    package var resource: UInt32
    /// What a process is held to.
    package var soft: UInt64
    /// What it may raise `soft` to.
    package var hard: UInt64

    /// A limit by its parts.
    package init(resource: UInt32, soft: UInt64, hard: UInt64) {
        self.resource = resource
        self.soft = soft
        self.hard = hard
    }

    /// `RLIMIT_DATA`: the memory that a process has for itself and may write to, in bytes.
    package static let data: UInt32 = 2

    /// The limit as far as this process may set it: never above its own.
    func lowered() -> ProcessLimit {
        var own = rlimit()
        guard getrlimit(Int32(bitPattern: resource), &own) == 0 else { return self }
        let most = min(own.rlim_cur, own.rlim_max)
        return ProcessLimit(
            resource: resource,
            soft: min(soft, UInt64(most)),
            hard: min(hard, UInt64(most))
        )
    }
}

extension ResourceLimits {
    /// What can be had for limits that no cgroup enforces.
    ///
    /// Memory becomes `RLIMIT_DATA` of each process, and not `RLIMIT_AS`: a runtime that only reserves addresses, as
    /// those of Go, Java and JavaScript do by the gigabyte, is not hurt by it. A container of many processes may still
    /// use many times as much. For processes there is nothing: `RLIMIT_NPROC` counts all processes of the user in the
    /// user namespace, the runner's threads and other steps' among them. Processor time per second is no rlimit at all.
    ///
    /// - Parameter unenforced: What the cgroup could not enforce.
    /// - Returns: The limits to set, and the list with a word on what holds instead.
    package func substitutes(for unenforced: [UnenforcedLimit]) -> (
        limits: [ProcessLimit], reports: [UnenforcedLimit]
    ) {
        var limits: [ProcessLimit] = []
        let reports = unenforced.map { report in
            guard report.limit == "memory", let memoryBytes else { return report }
            limits.append(
                ProcessLimit(resource: ProcessLimit.data, soft: memoryBytes, hard: memoryBytes)
                    .lowered()
            )
            var report = report
            report.instead = "RLIMIT_DATA of each process"
            return report
        }
        return (limits, reports)
    }
}
