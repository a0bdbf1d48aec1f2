import SystemPackage
import Testing

@testable import Containers

@Suite struct `The path of a cgroup` {
    private func levels(_ text: String?) throws -> [String] {
        try CgroupPath(text, default: "id").levels(own: "/sys/m/own", root: "/sys/m")
            .map(\.path.string)
    }

    @Test func `is told from the mount point where it is absolute`() throws {
        #expect(try levels("/a/b") == ["/sys/m", "/sys/m/a", "/sys/m/a/b"])
        #expect(try levels("//a/./b/") == ["/sys/m", "/sys/m/a", "/sys/m/a/b"])
    }

    @Test func `is told from our own place where it is relative`() throws {
        let base = ["/sys/m/own", "/sys/m/own/cuvette"]
        #expect(try levels("a/b") == base + ["/sys/m/own/cuvette/a", "/sys/m/own/cuvette/a/b"])
    }

    @Test(arguments: [nil, ""]) func `is the name of the container where none is given`(
        text: String?
    ) throws {
        #expect(try levels(text).last == "/sys/m/own/cuvette/id")
    }

    @Test(arguments: ["/", "..", "/a/../../b", "a/..", "/./", "a\0b"])
    func `may not lead to a root or upwards`(text: String) {
        #expect(throws: ContainerError.self) { try CgroupPath(text, default: "id") }
    }

    @Test func `in the form of systemd is refused with what to do`() throws {
        let error = #expect(throws: ContainerError.self) {
            try CgroupPath("system.slice:cuvette:id", default: "id", isSystemd: true)
        }
        guard case .resource(let cause)? = error else { return #expect(Bool(false)) }
        #expect(cause.description.contains("leave --systemd-cgroup out"))
        #expect(try levels("a:b:c").last == "/sys/m/own/cuvette/a:b:c")
    }
}
