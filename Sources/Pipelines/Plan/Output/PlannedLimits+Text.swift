extension PlannedLimits {
    /// For a person: `cpu 2, memory 512MiB`.
    package var text: String {
        let parts = [
            cpu.map { "cpu \($0)" },
            memory.map { "memory \($0)" },
            pids.map { "pids \($0.count)" },
            disk.map { "disk \($0)" },
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }
}
