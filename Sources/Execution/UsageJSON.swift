import Containers
import Expressions

/// What a step's cgroups have counted, for the JSON form of its end; a figure that the host does not keep is left out.
///
/// Times are in seconds, sizes in bytes.
enum UsageJSON {
    static func pairs(_ statistics: CgroupStatistics) -> [(String, Value)] {
        var pairs: [(String, Value)] = []
        func add(_ key: String, _ value: Double?) {
            if let value { pairs.append((key, .number(value))) }
        }
        let throttling = statistics.cpu.throttling
        // Without a limit on processor time there is no period.
        if throttling.periods ?? 0 > 0 {
            add("throttled-periods", throttling.throttledPeriods.map(Double.init))
            add("throttled-time", throttling.throttledTime.map { Double($0) / 1e9 })
        }
        add("read-bytes", statistics.blkio.bytes("Read").map(Double.init))
        add("written-bytes", statistics.blkio.bytes("Write").map(Double.init))
        let pressure: [(String, Value)] = [
            ("cpu", statistics.cpu.psi), ("memory", statistics.memory.psi),
            ("io", statistics.blkio.psi),
        ].compactMap { name, pressure in pressure.map { (name, Self.pressure($0)) } }
        if !pressure.isEmpty { pairs.append(("pressure", .object(Object(pressure)))) }
        return pairs
    }

    /// How long some, and all, of the step's processes waited.
    private static func pressure(_ pressure: PressureStatistics) -> Value {
        let lines = [("some", pressure.some), ("full", pressure.full)]
        return .object(
            Object(
                lines.compactMap { name, line in
                    line.map { (name, .number(Double($0.total) / 1e6)) }
                }
            )
        )
    }
}
