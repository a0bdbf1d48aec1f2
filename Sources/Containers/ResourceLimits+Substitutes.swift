import Glibc
package import OCI

extension POSIXRlimit {
    /// The limit as far as this process may set it: never above its own.
    func lowered() -> POSIXRlimit {
        var own = rlimit()
        guard let resource = ResourceName.number(of: type),
            getrlimit(Int32(bitPattern: resource), &own) == 0
        else { return self }
        let most = UInt64(min(own.rlim_cur, own.rlim_max))
        return POSIXRlimit(type: type, hard: min(hard, most), soft: min(soft, most))
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
        limits: [POSIXRlimit], reports: [UnenforcedLimit]
    ) {
        var limits: [POSIXRlimit] = []
        let reports = unenforced.map { report in
            guard report.limit == "memory", let memoryBytes else { return report }
            let limit = POSIXRlimit(type: "RLIMIT_DATA", hard: memoryBytes, soft: memoryBytes)
            limits.append(limit.lowered())
            var report = report
            report.instead = "RLIMIT_DATA of each process"
            return report
        }
        return (limits, reports)
    }
}
