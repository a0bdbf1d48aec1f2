import Foundation
import SystemPackage

@testable import Containers

/// A directory of plain files that looks like a cgroup file system; removed when it is gone.
final class FakeCgroup {
    let root: FilePath

    init() throws {
        root = FilePath(NSTemporaryDirectory()).appending("cuvette-fake-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            atPath: root.string,
            withIntermediateDirectories: true
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: root.string) }

    /// Makes a cgroup with its files.
    func make(_ path: String, _ files: [String: String]) throws {
        let directory = "\(root)/\(path)"
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        for (name, text) in files {
            try text.write(toFile: "\(directory)/\(name)", atomically: false, encoding: .utf8)
        }
    }

    func text(_ file: String) -> String? {
        try? String(contentsOfFile: "\(root)/\(file)", encoding: .utf8)
    }

    /// A host with cgroup v2 alone whose own place is `own`, where the given controllers are offered.
    func unifiedHierarchy(_ controllers: Set<CgroupController>) -> CgroupHierarchy {
        var hierarchy = CgroupHierarchy()
        hierarchy.unifiedRoot = root
        hierarchy.unified = root.appending("own")
        hierarchy.unifiedControllers = controllers
        return hierarchy
    }
}
