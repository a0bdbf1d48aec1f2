import Testing

@testable import Containers

@Suite struct `The host's mounts of proc and sysfs` {
    @Test func `are found wherever they are, the last one first`() {
        let text = """
            22 1 0:21 / /proc rw,relatime shared:5 - proc proc rw
            23 1 0:22 / /sys rw - sysfs sysfs rw
            24 1 0:23 / /run rw - tmpfs tmpfs rw
            90 22 0:21 /sys /a\\040b/proc ro shared:7 master:1 - proc none rw
            91 22 0:21 / /wrong

            """
        #expect(KernelMounts.paths(in: text) == ["/a b/proc", "/sys", "/proc"])
    }

    @Test func `of this machine are among them`() throws {
        #expect(try KernelMounts.paths().contains("/proc"))
    }
}
