import Foundation
import SystemPackage
import Testing

@testable import Containers

@Suite struct `A cgroup below a container's own` {
    private func reason(_ text: String) -> String? {
        do {
            _ = try Subcgroup(text)
            return nil
        } catch {
            return error.text
        }
    }

    @Test func `is named by controllers and a path`() throws {
        let both = try Subcgroup("cpu,cpuacct:a//b/.")
        #expect(both.controllers == [.cpu, .cpuAccounting])
        #expect(both.names == ["a", "b"])
        let all = try Subcgroup("/")
        #expect(all.controllers.isEmpty)
        #expect(all.names.isEmpty)
        #expect(try Subcgroup("blkio:x").controllers == [.blockIO])
    }

    @Test func `leads nowhere else`() {
        #expect(reason("..")?.contains(" .. is not a sub cgroup path") == true)
        #expect(reason("a/../..")?.contains("is not a sub cgroup path") == true)
        #expect(reason("whaaat:/")?.contains("unknown controller whaaat") == true)
    }

    @Test func `counts in the hierarchies that are meant, and in no others`() throws {
        let folder = FilePath(NSTemporaryDirectory() + "sub-\(UUID().uuidString.prefix(8))")
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        var place = CgroupPlace()
        for (controller, name) in [(CgroupController.memory, "memory"), (.pids, "pids")] {
            let own = folder.appending(name)
            try FileManager.default.createDirectory(
                atPath: own.appending("below").string,
                withIntermediateDirectories: true
            )
            place.legacy[controller] = CgroupDirectory(own)
        }
        let one = try place.descending(into: [Subcgroup("memory:below")])
        #expect(one.legacy[.memory]?.path == folder.appending("memory/below"))
        #expect(one.legacy[.pids] == place.legacy[.pids])
        let all = try place.descending(into: [Subcgroup("below")])
        #expect(all.legacy[.pids]?.path == folder.appending("pids/below"))
        #expect(throws: ContainerError.self) { try place.descending(into: [Subcgroup("absent")]) }
        #expect(throws: ContainerError.self) {
            try place.descending(into: [Subcgroup("cpu:below")])
        }
    }
}
