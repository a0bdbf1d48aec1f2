@testable import Containers
import SystemPackage
import Testing

@Suite struct `The cgroups of a host` {
    @Test func `are found where v1 and v2 stand side by side`() {
        let hierarchy = CgroupHierarchy(
            own: "4:memory:/agent/7\n3:pids:/\n2:cpu,cpuacct:/\n0::/\n",
            mounts: """
                30 24 0:26 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
                31 24 0:27 / /sys/fs/cgroup/pids rw shared:9 - cgroup cgroup rw,pids
                32 24 0:28 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
                33 24 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
                """
        )
        #expect(hierarchy.legacy[.memory] == "/sys/fs/cgroup/memory/agent/7")
        #expect(hierarchy.legacy[.pids] == "/sys/fs/cgroup/pids")
        #expect(hierarchy.legacy[.cpu] == "/sys/fs/cgroup/cpu,cpuacct")
        #expect(hierarchy.unified == "/sys/fs/cgroup/unified")
    }

    @Test func `are found below a part of v2 that alone is mounted`() {
        let hierarchy = CgroupHierarchy(
            own: "0::/user.slice/user-1000.slice/run.scope\n",
            mounts: "33 24 0:29 /user.slice /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"
        )
        #expect(hierarchy.unified == "/sys/fs/cgroup/user-1000.slice/run.scope")
        #expect(hierarchy.legacy.isEmpty)
    }

    @Test(arguments: ["", "x", "1 2 3 4 5 -", "::::", "30 24 0:26 / /a rw - cgroup"])
    func `are none where the tables say nothing`(text: String) {
        #expect(CgroupHierarchy(own: text, mounts: text).legacy.isEmpty)
    }
}
