import OCI

extension LinuxScheduler {
    /// `SCHED_*`, by name; sched(7).
    static let policies: [String: UInt32] = [
        "SCHED_OTHER": 0, "SCHED_FIFO": 1, "SCHED_RR": 2, "SCHED_BATCH": 3, "SCHED_ISO": 4,
        "SCHED_IDLE": 5, "SCHED_DEADLINE": 6,
    ]

    /// `SCHED_FLAG_*`, by name; sched_setattr(2).
    static let flagBits: [String: UInt64] = [
        "SCHED_FLAG_RESET_ON_FORK": 0x01, "SCHED_FLAG_RECLAIM": 0x02,
        "SCHED_FLAG_DL_OVERRUN": 0x04, "SCHED_FLAG_KEEP_POLICY": 0x08,
        "SCHED_FLAG_KEEP_PARAMS": 0x10, "SCHED_FLAG_UTIL_CLAMP_MIN": 0x20,
        "SCHED_FLAG_UTIL_CLAMP_MAX": 0x40,
    ]

    /// `struct sched_attr` of 48 bytes; sched_setattr(2).
    var kernelBytes: [UInt8] {
        var bytes: [UInt8] = []
        func append(_ number: some FixedWidthInteger) {
            withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) }
        }
        append(UInt32(48))
        append(Self.policies[policy] ?? 0)
        append((flags ?? []).reduce(UInt64(0)) { $0 | (Self.flagBits[$1] ?? 0) })
        append(nice ?? 0)
        append(UInt32(bitPattern: priority ?? 0))
        append(runtime ?? 0)
        append(deadline ?? 0)
        append(period ?? 0)
        return bytes
    }
}

extension LinuxIOPriority {
    /// `IOPRIO_CLASS_*`, by name; ioprio_set(2).
    static let classes: [String: UInt64] = [
        "IOPRIO_CLASS_RT": 1, "IOPRIO_CLASS_BE": 2, "IOPRIO_CLASS_IDLE": 3,
    ]

    /// Class and priority as ioprio_set(2) wants them.
    var kernelValue: UInt64 {
        (Self.classes[`class`] ?? 0) << 13 | UInt64(clamping: priority ?? 0)
    }
}
