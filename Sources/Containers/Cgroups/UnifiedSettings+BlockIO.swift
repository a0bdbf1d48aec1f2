import OCI

extension UnifiedSettings {
    /// Weights by the scheduler that has them (`io.bfq.weight`, or `io.weight` of iocost), and `io.max`.
    func blockIO() -> [CgroupWrite] {
        guard let blockIO = resources.blockIO else { return [] }
        var writes: [CgroupWrite] = []
        if let weight = blockIO.weight.unlessZero {
            writes.append(Self.weight("weight", for: "", weight))
        }
        for device in blockIO.weightDevice ?? [] {
            guard let weight = device.weight.unlessZero else { continue }
            writes.append(Self.weight("weightDevice", for: "\(device.number) ", weight))
        }
        for throttle in blockIO.throttles {
            for device in throttle.devices {
                let rate = device.rate.unlessZero.map { "\($0)" } ?? "max"
                writes.append(
                    CgroupWrite(
                        .blockIO,
                        "blockIO.\(throttle.setting)",
                        "io.max",
                        "\(device.number) \(throttle.unifiedKey)=\(rate)"
                    )
                )
            }
        }
        return writes
    }

    private static func weight(_ setting: String, for device: String, _ weight: UInt16)
        -> CgroupWrite
    {
        CgroupWrite(
            .blockIO,
            "blockIO.\(setting)",
            "io.bfq.weight",
            "\(device)\(weight)",
            or: [.init(file: "io.weight", text: "\(device)\(ioWeight(of: weight))")]
        )
    }

    /// The 10 to 1000 of v1 as the 1 to 10000 of `io.weight`, in a straight line.
    ///
    /// Source: opencontainers/cgroups, `ConvertBlkIOToIOWeightValue`.
    static func ioWeight(of weight: UInt16) -> UInt64 {
        1 + (UInt64(max(10, weight)) - 10) * 9999 / 990
    }
}
