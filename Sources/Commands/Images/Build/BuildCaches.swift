import Builds
import Images
import OCI
import Registries

/// Brings the layers of builds from and to registries: `--cache-from` and `--cache-to`.
struct BuildCaches {
    private let place: ImagePlace
    private let isQuiet: Bool
    private let style: OutputStyle

    /// The caches of a store.
    init(_ place: ImagePlace, isQuiet: Bool, _ style: OutputStyle) {
        self.place = place
        self.isQuiet = isQuiet
        self.style = style
    }

    /// The image of `type=registry,ref=NAME`, or of a name alone; nil for anything else.
    static func name(_ text: String) -> String? {
        guard text.contains("=") else { return text.isEmpty ? nil : text }
        var name: String?
        for field in text.split(separator: ",") {
            let pair = field.split(separator: "=", maxSplits: 1).map(String.init)
            switch (pair.first, pair.count) {
            case ("type", 2): if pair[1] != "registry" { return nil }
            case ("ref", 2): name = pair[1]
            default: return nil
            }
        }
        return name
    }

    private var cache: RemoteCache { RemoteCache(place.content, marks: place.marks) }

    /// Takes over the layers of caches; one that cannot be had costs time alone.
    func take(from texts: [String]) async throws {
        for text in texts {
            guard let name = Self.name(text) else { continue }
            let printer = TransferPrinter("fetching", isQuiet: isQuiet, style)
            defer { printer.finish() }
            do {
                let access = try RegistrySettingsFile.access(telling: printer)
                let reference = try access.settings.reference(name)
                let images = place.images
                let marks = place.marks
                let pulled = try await withRegistries(access) { access in
                    let puller = ImagePuller(access, into: images, marks: marks)
                    return try await puller.pull(PullRequest(reference, isUnpacked: false))
                }
                try await cache.take(pulled.descriptor)
            } catch let error as CancellationError {
                throw error
            } catch {
                printer.pause()
                Console.tell("note: nothing is taken from the cache \(name): \(error)")
            }
        }
    }

    /// Puts the layers of a build into caches.
    func put(_ built: BuiltStage, to texts: [String]) async throws {
        guard !texts.isEmpty else { return }
        let descriptor = try await cache.image(of: built.keyed, compression: .gzip)
        for text in texts {
            guard let name = Self.name(text) else { continue }
            let printer = TransferPrinter("sending", isQuiet: isQuiet, style)
            defer { printer.finish() }
            let access = try RegistrySettingsFile.access(telling: printer)
            let reference = try access.settings.reference(name)
            let images = place.images
            try await withRegistries(access) { access in
                try await ImagePusher(access, from: images).push(descriptor, as: reference)
            }
        }
    }
}
