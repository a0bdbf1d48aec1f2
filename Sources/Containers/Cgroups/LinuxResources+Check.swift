import OCI

extension LinuxResources {
    /// Refuses what no kernel can carry out, before anything is made, and names that lead to other files.
    func check() throws(ResourceError) {
        try checkMemory()
        try checkBlockIO()
        try checkLists()
        for (file, text) in unified ?? [:] { try Self.check(file: file, text) }
        for limit in hugepageLimits ?? [] { try Self.check(limit) }
        for device in (rdma ?? [:]).keys where !Self.isWord(device) {
            throw ResourceError("rdma", device, "it is not the name of a device")
        }
        for priority in network?.priorities ?? [] where !Self.isWord(priority.name ?? "") {
            throw ResourceError(
                "network.priorities",
                priority.name ?? "",
                "it is not the name of an interface"
            )
        }
    }

    private func checkMemory() throws(ResourceError) {
        guard let memory else { return }
        if let both = memory.swap, both > 0, let limit = memory.limit, limit > both {
            throw ResourceError("memory.swap", "\(both)", "it is less than memory.limit, \(limit)")
        }
        if let both = memory.swap, both > 0, let limit = memory.limit, limit < 0 {
            throw ResourceError("memory.swap", "\(both)", "it is less than memory.limit, unlimited")
        }
        if let swappiness = memory.swappiness, swappiness > 100 {
            throw ResourceError("memory.swappiness", "\(swappiness)", "it is 0 to 100")
        }
    }

    private func checkBlockIO() throws(ResourceError) {
        guard let blockIO else { return }
        let weights = [blockIO.weight, blockIO.leafWeight]
        let deviceWeights = (blockIO.weightDevice ?? []).flatMap { [$0.weight, $0.leafWeight] }
        for weight in (weights + deviceWeights).compactMap(\.unlessZero)
        where !(10...1000).contains(weight) {
            throw ResourceError("blockIO.weight", "\(weight)", "it is 10 to 1000")
        }
    }

    /// Lists of numbers such as `0-3,7`: anything else would be refused by the kernel, but a line break would make
    /// it two values.
    private func checkLists() throws(ResourceError) {
        for (setting, list) in [("cpu.cpus", cpu?.cpus), ("cpu.mems", cpu?.mems)] {
            guard let list, !list.unicodeScalars.allSatisfy(Self.isOfList) else { continue }
            throw ResourceError(setting, list, "it is a list of numbers such as 0-3,7")
        }
        if let idle = cpu?.idle, idle != 0, idle != 1 {
            throw ResourceError("cpu.idle", "\(idle)", "it is 0 or 1")
        }
    }

    private static func isOfList(_ scalar: Unicode.Scalar) -> Bool {
        ("0"..."9").contains(scalar) || [",", "-", ":", "/"].contains(scalar)
    }

    private static func check(file: String, _ text: String) throws(ResourceError) {
        guard !file.isEmpty, file != ".", file != "..", !file.contains("/"), !file.contains("\0")
        else {
            throw ResourceError("unified", file, "it is not the name of a file of cgroup v2")
        }
        guard file.contains(".") else {
            throw ResourceError("unified", file, "a file of cgroup v2 begins with a controller")
        }
    }

    private static func check(_ limit: LinuxHugepageLimit) throws(ResourceError) {
        let size = limit.pageSize ?? ""
        let digits = size.prefix { ("0"..."9").contains($0) }
        guard !digits.isEmpty, ["KB", "MB", "GB"].contains(size.dropFirst(digits.count)) else {
            throw ResourceError("hugepageLimits", size, "a page size reads 64KB, 2MB or 1GB")
        }
    }

    /// Whether a name is one word that can stand in a line of a kernel's table.
    private static func isWord(_ name: String) -> Bool {
        !name.isEmpty && name.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
    }
}
