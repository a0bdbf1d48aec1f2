import Foundation
import HostSystem
import Images
import OCI
import Synchronization
import SystemPackage
import TestSupport

@testable import Registries

/// A store of its own, and the ways to registries that a test wants.
final class RegistryBench: Sendable {
    let folder: String
    let images: ImageStore
    let events = EventRecord()

    init() throws {
        folder = NSTemporaryDirectory() + "registries-\(UUID().uuidString.prefix(8))"
        let store = try Store(at: FilePath(folder + "/store"))
        images = ImageStore(try ContentStore(try Session(in: store)))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Quick to try again, quick to give up.
    private static let patience = Patience(
        attempts: 4,
        first: .milliseconds(2),
        longest: .milliseconds(1500)
    )

    func access(
        _ settings: RegistrySettings = RegistrySettings(),
        _ environment: [String: String] = [:],
        certificates: CertificateFolders = CertificateFolders(folders: [])
    ) -> RegistryAccess {
        var environment = environment
        environment["HOME"] = environment["HOME"] ?? folder
        environment["XDG_RUNTIME_DIR"] = folder
        return RegistryAccess(
            settings: settings,
            credentials: CredentialStore(environment: environment, uid: 0),
            certificates: certificates,
            proxies: ProxySettings(environment: [:]),
            addresses: ["registry.test": "127.0.0.1"],
            patience: Self.patience,
            observer: events
        )
    }

    /// Pulls, without unpacking unless it is asked for: that needs root.
    @discardableResult
    func pull(
        _ name: String,
        platforms: PullRequest.Platforms = .host,
        isUnpacked: Bool = false,
        _ settings: RegistrySettings = RegistrySettings(),
        _ environment: [String: String] = [:],
        certificates: CertificateFolders = CertificateFolders(folders: [])
    ) async throws -> PulledImage {
        let access = access(settings, environment, certificates: certificates)
        return try await withRegistries(access) { access in
            let request = PullRequest(
                try settings.reference(name),
                platforms: platforms,
                isUnpacked: isUnpacked
            )
            return try await ImagePuller(access, into: images, marks: .trusted).pull(request)
        }
    }

    func push(
        _ descriptor: Descriptor,
        as name: String,
        _ settings: RegistrySettings = RegistrySettings(),
        _ environment: [String: String] = [:]
    ) async throws {
        try await withRegistries(access(settings, environment)) { access in
            try await ImagePusher(access, from: images).push(
                descriptor,
                as: try ImageReference(name)
            )
        }
    }

    /// Puts an image into the store.
    func add(_ image: SampleImage, as name: String) throws {
        try add(image.blobs)
        try images.tag(image.manifest, as: try ImageReference(name), because: .load)
    }

    func add(_ blobs: [Digest: [UInt8]]) throws {
        for bytes in blobs.values { _ = try images.content.write(bytes, as: .layer) }
    }

    /// What begun downloads have left.
    var partials: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder + "/store/partials")) ?? []
    }
}

/// All events so far.
final class EventRecord: TransferObserver {
    private let events = Mutex<[TransferEvent]>([])

    func observe(_ event: TransferEvent) {
        events.withLock { $0.append(event) }
    }

    /// The blobs that did not have to be moved.
    var present: Set<Digest> {
        Set(
            events.withLock { $0 }.compactMap { event in
                if case .present(let digest) = event { digest } else { nil }
            }
        )
    }

    /// The blobs that were moved.
    var finished: [Digest] {
        events.withLock { $0 }.compactMap { event in
            if case .finished(let digest) = event { digest } else { nil }
        }
    }

    var notes: [String] {
        events.withLock { $0 }.compactMap { event in
            if case .note(let text) = event { text } else { nil }
        }
    }

    var retries: Int {
        events.withLock { $0 }.count { event in
            if case .retrying = event { true } else { false }
        }
    }
}

/// The image that most tests use, and what is in it.
extension SampleImage {
    static let standard = SampleImage([
        [("bin/true", Array("one".utf8)), ("etc/a", [UInt8](repeating: 7, count: 3000))],
        [("hello", Array("hello\n".utf8))],
    ])
}
