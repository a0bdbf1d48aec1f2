import Glibc
import HostSystem
import Objects
import SystemPackage

/// Settles what a new container has mounted, and makes the volumes that are missing.
struct MountMaker {
    private let options: CreateOptions
    private let imageVolumes: [String]
    private let place: ContainerPlace

    init(_ options: CreateOptions, _ imageVolumes: [String], _ place: ContainerPlace) {
        self.options = options
        self.imageVolumes = imageVolumes
        self.place = place
    }

    /// The mounts, those nearer to the root first.
    ///
    /// - Throws: `ObjectError`, `SystemError`.
    func mounts() throws -> [MountPoint] {
        let directory = try Self.workingDirectory()
        var points = try others()
        points += try options.volume.map { try MountText.volume($0, in: directory) }
        points += try options.mount.map { try MountText.mount($0, in: directory) }
        points += try options.tmpfs.map { try MountText.memory($0) }
        let taken = Set(points.map(\.destination))
        points += imageVolumes.filter { !taken.contains($0) }.map { path in
            var point = MountPoint(kind: .volume, destination: path)
            point.isAnonymous = true
            return point
        }
        try refuseDoubles(points)
        return try points.map(found).sorted { Self.depth($0) < Self.depth($1) }
    }

    private static func depth(_ point: MountPoint) -> Int {
        point.destination.split(separator: "/").count
    }

    private func refuseDoubles(_ points: [MountPoint]) throws {
        var seen: Set<FilePath> = []
        for point in points where !seen.insert(FilePath(point.destination)).inserted {
            throw ObjectError("two mounts have the same place inside: \(point.destination)")
        }
    }

    /// The mounts of other containers.
    private func others() throws -> [MountPoint] {
        try options.volumesFrom.flatMap { text in
            let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 1 || ["ro", "rw"].contains(parts[1]) else {
                throw ObjectError("--volumes-from \(text): expected NAME[:ro]")
            }
            let other = try place.shelf.find(parts[0]).configuration
            return other.mounts.filter { $0.kind != .tmpfs }.map { point in
                var point = point
                if parts.count == 2 { point.isReadOnly = parts[1] == "ro" }
                return point
            }
        }
    }

    /// A mount whose source is there.
    private func found(_ point: MountPoint) throws -> MountPoint {
        var point = point
        switch point.kind {
        case .bind:
            guard let real = realpath(point.source, nil) else {
                throw ObjectError(
                    "there is no \(point.source) to mount on \(point.destination)",
                    hint: "make it first"
                )
            }
            defer { free(real) }
            point.source = String(cString: real)
        case .volume where point.source.isEmpty:
            let volume = try VolumeShelf(place.store).make(point.name)
            point.name = volume.name
            point.source = volume.path
        case .volume, .tmpfs: break
        }
        return point
    }

    private static func workingDirectory() throws(SystemError) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard let text = getcwd(&buffer, buffer.count) else {
            throw .last("find the working directory", "getcwd")
        }
        return String(cString: text)
    }
}
