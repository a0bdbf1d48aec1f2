package import Images
import OCI

/// The root of an image that was loaded from a layout, an archive or a folder.
package enum ImageRoot {
    /// The root for containers.
    ///
    /// - Parameters:
    ///   - image: With all its layers.
    ///   - snapshots: Where layers are kept.
    /// - Returns: The root, with the variables and the user that the image sets.
    /// - Throws: `SystemError`.
    package static func root(of image: LoadedImage, in snapshots: SnapshotStore) throws -> BaseRoot
    {
        let skeleton = try Skeleton.layer(in: snapshots)
        let settings = image.configuration?.config
        return BaseRoot(
            chain: SnapshotChain([skeleton] + image.snapshots),
            environment: (settings?.environment ?? []).compactMap(variable),
            user: settings?.user.flatMap { $0.isEmpty ? nil : $0 },
            command: (settings?.entrypoint ?? []) + (settings?.command ?? []),
            workingDirectory: settings?.workingDirectory.flatMap { $0.isEmpty ? nil : $0 },
            identity: "image-\(image.digest)"
        )
    }

    /// The root for containers of an image that was built here.
    ///
    /// - Parameters:
    ///   - stage: What the build gave.
    ///   - snapshots: Where layers are kept.
    /// - Returns: The root, with the variables and the user that the image sets.
    /// - Throws: `SystemError`.
    package static func root(of stage: BuiltStage, in snapshots: SnapshotStore) throws -> BaseRoot {
        let settings = stage.configuration.config
        return BaseRoot(
            chain: SnapshotChain([try Skeleton.layer(in: snapshots)] + stage.layers),
            environment: (settings?.environment ?? []).compactMap(variable),
            user: settings?.user.flatMap { $0.isEmpty ? nil : $0 },
            command: (settings?.entrypoint ?? []) + (settings?.command ?? []),
            workingDirectory: settings?.workingDirectory.flatMap { $0.isEmpty ? nil : $0 },
            identity: "build-\(stage.key)"
        )
    }

    /// `NAME=value`; an entry without `=` sets nothing.
    private static func variable(_ text: String) -> (name: String, value: String)? {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        return (String(parts[0]), String(parts[1]))
    }
}
