import Glibc
import HostSystem
import SystemPackage

/// From a registry on this machine to a root file system.
struct PullSection: Section {
    static let key = "p"
    static let title = "An image of a registry, pulled and unpacked"
    static let needsRoot = true

    private let workshop: Workshop

    init(_ workshop: Workshop, _ tool: Tool) {
        self.workshop = workshop
    }

    func run() throws -> [Comparison] {
        workshop.progress("making an image of the files of this machine")
        let image = try LayoutOfHost(in: workshop)
        var comparison = Comparison(
            "\(image.plainBytes >> 20) MiB in \(image.layers.count) layers, \(image.packedBytes >> 20) MiB packed",
            unit: "ms"
        )
        do {
            let registry = try BenchRegistry(in: workshop)
            try registry.fill(from: image)
            let contenders = self.contenders(registry, image)
            try Contest(workshop: workshop, rounds: workshop.rounds ?? 5)
                .run(&comparison, contenders)
        } catch let error as Unavailable {
            comparison.leftOut.append(("a registry", "\(error)"))
        }
        comparison.expect(
            "3 times faster than podman",
            "podman pull",
            atLeast: 3,
            times: Self.own
        )
        comparison.expect(
            "at most 1.3 times a parallel igzip | tar",
            Self.own,
            atMost: 1.3,
            times: "igzip | tar, side by side"
        )
        return [comparison]
    }

    private static let own = "cuvette image pull"

    private func contenders(_ registry: BenchRegistry, _ image: LayoutOfHost) -> [Contender] {
        let own = Contender(Self.own) {
            let store = workshop.fresh("store")
            return try timed(store) {
                Program(
                    try workshop.program("cuvette"),
                    ["image", "pull", "--quiet", "--store", store.string, registry.image]
                )
            }
        }
        let limits = ["igzip", "gzip"].map { inflater in
            Contender("\(inflater) | tar, side by side") { try unpacked(image, inflater) }
        }
        guard workshop.withPeers else { return [own] + limits }
        return [
            own,
            Contender("podman pull") {
                let root = workshop.fresh("podman-root")
                return try timed(root) {
                    var program = try Program(
                        installed: "podman",
                        [
                            "--root", root.string, "--runroot", workshop.fresh("run").string,
                            "pull", "-q", "--tls-verify=false", registry.image,
                        ]
                    )
                    program.mountNamespace = Peers.legacyCgroups
                    return program
                }
            },
            Contender("skopeo copy, umoci unpack") {
                let folder = try workshop.folder("umoci")
                return try timed(folder) {
                    try Program(
                        installed: "sh",
                        [
                            "-ec",
                            "cd \"$1\"; skopeo copy -q --src-tls-verify=false docker://$2 oci:image:1; umoci unpack --image image:1 bundle",
                            "sh", folder.string, registry.image,
                        ]
                    )
                }
            },
        ] + limits
    }

    /// What the machine can do: each layer inflated and unpacked by programs of its own, from files that are there.
    private func unpacked(_ image: LayoutOfHost, _ inflater: String) throws -> Double {
        _ = try Program(installed: inflater, [])
        let folder = try workshop.folder("tar")
        let script = image.layers.enumerated().map { index, layer in
            "(mkdir \(index); \(inflater) -dc '\(layer)' | tar x -C \(index)) &"
        }
        return try timed(folder) {
            try Program(
                installed: "sh",
                ["-ec", "cd \"$1\"; \(script.joined(separator: " ")) wait", "sh", folder.string]
            )
        }
    }

    /// How long a program takes that fills a folder, which is removed afterwards.
    private func timed(_ folder: FilePath, _ program: () throws -> Program) throws -> Double {
        let program = try program()
        let time = try milliseconds { try program.run() }
        if access(folder.string, F_OK) == 0 { try workshop.remove(folder) }
        return time
    }
}
