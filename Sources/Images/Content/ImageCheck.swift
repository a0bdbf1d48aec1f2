import Dispatch
import HostSystem
package import OCI
import Synchronization
import SystemPackage

/// Hashes all blobs of all images again and says which of them are not what they should be.
package struct ImageCheck: Sendable {
    private let images: ImageStore

    /// Something that is wrong.
    package struct Damage: Sendable, Hashable {
        /// The blob.
        package var blob: Descriptor
        /// What is wrong with it, to be read after its digest.
        package var reason: String
        /// The images that cannot be used therefore, as people call them.
        package var images: [String]
    }

    /// What was found.
    package struct Outcome: Sendable, Hashable {
        /// How many blobs were hashed.
        package var blobs: Int
        /// How many bytes they have.
        package var sizeBytes: Int64
        /// What is wrong.
        package var damages: [Damage]
    }

    /// A check of a store's images.
    package init(_ images: ImageStore) {
        self.images = images
    }

    /// Hashes.
    ///
    /// - Parameter chosen: Which images; nil for all, with their versions.
    /// - Returns: What was found.
    /// - Throws: `ImageError` where the names themselves cannot be read.
    package func run(_ chosen: [StoredImage]? = nil) throws(ImageError) -> Outcome {
        let named = if let chosen { Self.titled(chosen) } else { try everything() }
        var users: [Digest: Set<String>] = [:]
        var blobs: [Digest: Descriptor] = [:]
        var damages: [Digest: Damage] = [:]
        for (title, root) in named {
            for blob in try look(at: root, &damages) {
                blobs[blob.digest] = blob
                users[blob.digest, default: []].insert(title)
            }
        }
        hash(Array(blobs.values.filter { damages[$0.digest] == nil }), &damages)
        let found = damages.values.map { damage in
            var damage = damage
            damage.images = (users[damage.blob.digest] ?? []).sorted()
            return damage
        }
        return Outcome(
            blobs: blobs.count,
            sizeBytes: blobs.values.reduce(0) { $0 + $1.size },
            damages: found.sorted { $0.blob.digest.hex < $1.blob.digest.hex }
        )
    }

    /// All images with what their names meant before.
    private func everything() throws(ImageError) -> [(title: String, root: Descriptor)] {
        let all = try images.all()
        var named = Self.titled(all)
        for image in all {
            for version in try images.versions(of: image).dropFirst() {
                named.append(("\(image.title) (an earlier version)", version.descriptor))
            }
        }
        return named
    }

    private static func titled(
        _ images: [StoredImage]
    ) -> [(title: String, root: Descriptor)] {
        images.map { ($0.title, $0.descriptor) }
    }

    /// The blobs of an image, as far as its documents can be read.
    private func look(
        at root: Descriptor,
        _ damages: inout [Digest: Damage]
    ) throws(ImageError) -> [Descriptor] {
        do throws(ImageError) {
            let closure = try ImageClosure(of: [root], in: images.content)
            // Of an index not every platform has been pulled.
            let missing = closure.missing.filter { !$0.mediaType.isManifest || $0 == root }
            for blob in missing {
                damages[blob.digest] = Damage(blob: blob, reason: "is missing", images: [])
            }
            return closure.present + missing
        } catch .system(let error) {
            throw .system(error)
        } catch {
            damages[root.digest] = Damage(
                blob: root,
                reason: "cannot be read: \(error)",
                images: []
            )
            return [root]
        }
    }

    private func hash(_ blobs: [Descriptor], _ damages: inout [Digest: Damage]) {
        let found = Mutex<[Damage]>([])
        DispatchQueue.concurrentPerform(iterations: blobs.count) { index in
            let blob = blobs[index]
            guard let reason = fault(of: blob) else { return }
            found.withLock { $0.append(Damage(blob: blob, reason: reason, images: [])) }
        }
        for damage in found.withLock({ $0 }) { damages[damage.blob.digest] = damage }
    }

    private func fault(of blob: Descriptor) -> String? {
        do {
            guard let stored = try images.content.blob(blob.digest) else { return "is missing" }
            guard stored.size == blob.size else {
                return "has \(stored.size) bytes in place of \(blob.size)"
            }
            let found = try BlobStream(stored, hashing: blob.digest.algorithm).finish()
            return found == blob.digest ? nil : "is damaged: its content has another digest"
        } catch {
            return "cannot be read: \(error)"
        }
    }

    /// Takes damaged blobs away, so that they can be pulled or loaded anew.
    ///
    /// - Throws: `ImageError`.
    package func remove(_ damages: [Damage]) throws(ImageError) {
        do {
            for damage in damages {
                try images.content.blobs(damage.blob.digest.algorithm)
                    .removeTree(FilePath(damage.blob.digest.hex))
            }
        } catch {
            throw .wrapping(error)
        }
    }
}
