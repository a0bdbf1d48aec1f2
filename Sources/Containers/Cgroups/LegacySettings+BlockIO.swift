import OCI

extension LegacySettings {
    /// Weights by the scheduler that has them (`blkio.bfq.…`, or CFQ's `blkio.…` before Linux 5.0), and throttles.
    func blockIO() -> [CgroupWrite] {
        guard let blockIO = resources.blockIO else { return [] }
        var writes: [CgroupWrite] = []
        func add(_ setting: String, _ file: String, _ text: String, or other: String? = nil) {
            writes.append(
                CgroupWrite(
                    .blockIO,
                    "blockIO.\(setting)",
                    "blkio.\(file)",
                    text,
                    or: other.map { [.init(file: "blkio.\($0)", text: text)] } ?? []
                )
            )
        }
        if let weight = blockIO.weight.unlessZero {
            add("weight", "weight", "\(weight)", or: "bfq.weight")
        }
        if let weight = blockIO.leafWeight.unlessZero {
            add("leafWeight", "leaf_weight", "\(weight)")
        }
        for device in blockIO.weightDevice ?? [] {
            if let weight = device.weight.unlessZero {
                let text = "\(device.number) \(weight)"
                add("weightDevice", "weight_device", text, or: "bfq.weight_device")
            }
            if let weight = device.leafWeight.unlessZero {
                add("weightDevice", "leaf_weight_device", "\(device.number) \(weight)")
            }
        }
        for throttle in blockIO.throttles {
            for device in throttle.devices {
                let text = "\(device.number) \(device.rate ?? 0)"
                add(throttle.setting, "throttle.\(throttle.legacyFile)", text)
            }
        }
        return writes
    }
}

/// One of the four bounds of block devices, and what v1 and v2 call it.
struct BlockIOThrottle {
    let setting: String
    let legacyFile: String
    let unifiedKey: String
    let devices: [LinuxThrottleDevice]
}

extension LinuxBlockIO {
    /// The four bounds.
    var throttles: [BlockIOThrottle] {
        [
            BlockIOThrottle(
                setting: "throttleReadBpsDevice",
                legacyFile: "read_bps_device",
                unifiedKey: "rbps",
                devices: throttleReadBpsDevice ?? []
            ),
            BlockIOThrottle(
                setting: "throttleWriteBpsDevice",
                legacyFile: "write_bps_device",
                unifiedKey: "wbps",
                devices: throttleWriteBpsDevice ?? []
            ),
            BlockIOThrottle(
                setting: "throttleReadIOPSDevice",
                legacyFile: "read_iops_device",
                unifiedKey: "riops",
                devices: throttleReadIOPSDevice ?? []
            ),
            BlockIOThrottle(
                setting: "throttleWriteIOPSDevice",
                legacyFile: "write_iops_device",
                unifiedKey: "wiops",
                devices: throttleWriteIOPSDevice ?? []
            ),
        ]
    }
}

extension LinuxThrottleDevice {
    /// `8:16`.
    var number: String { "\(major ?? 0):\(minor ?? 0)" }
}

extension LinuxWeightDevice {
    /// `8:16`.
    var number: String { "\(major ?? 0):\(minor ?? 0)" }
}
