import CSandbox
import HostSystem

extension DeviceProgram {
    /// Loads the program and lets it decide for a cgroup and all below it, in the place of the one that decided before.
    ///
    /// A program of a cgroup above decides as well: both must allow.
    ///
    /// - Parameter directory: The cgroup, of v2.
    /// - Throws: `SystemError`: `EPERM` without CAP_BPF and CAP_NET_ADMIN in the first user namespace.
    func attach(to directory: CgroupDirectory) throws(SystemError) {
        let cgroup = try OpenFile(opening: directory.path)
        let code = instructions.flatMap(\.bytes)
        let loaded = OpenFile(
            adopting: try call(
                "load the device program of \(directory.path)",
                "bpf",
                csandbox_bpf_load(code, UInt32(instructions.count))
            )
        )
        let before = try Self.programs(of: cgroup, directory)
        let only = before.count == 1 ? try Self.open(before[0], directory) : nil
        try call(
            "attach the device program to \(directory.path)",
            "bpf",
            csandbox_bpf_attach(cgroup.descriptor, loaded.descriptor, Self.number(of: only))
        )
        guard before.count > 1 else { return }
        for id in before {
            let program = try Self.open(id, directory)
            try call(
                "detach the old device program of \(directory.path)",
                "bpf",
                csandbox_bpf_detach(cgroup.descriptor, program.descriptor)
            )
        }
    }

    private static func programs(
        of cgroup: borrowing OpenFile,
        _ directory: CgroupDirectory
    ) throws(SystemError) -> [UInt32] {
        // BPF_CGROUP_MAX_PROGS is 64.
        var ids = [UInt32](repeating: 0, count: 64)
        var count = UInt32(ids.count)
        try call(
            "list the device programs of \(directory.path)",
            "bpf",
            csandbox_bpf_query(cgroup.descriptor, &ids, &count)
        )
        return Array(ids.prefix(Int(count)))
    }

    private static func open(_ id: UInt32, _ directory: CgroupDirectory) throws(SystemError)
        -> OpenFile
    {
        OpenFile(
            adopting: try call(
                "open the device program of \(directory.path)",
                "bpf",
                csandbox_bpf_open(id)
            )
        )
    }

    private static func number(of program: borrowing OpenFile?) -> Int32 {
        switch program {
        case .some(let program): program.descriptor
        case .none: -1
        }
    }
}
