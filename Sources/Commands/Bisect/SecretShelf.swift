import OrderedCollections
import Pipelines
import Synchronization

/// The values of secrets for many runs: each is looked up or asked for once.
final class SecretShelf: Sendable {
    private let reader: SecretsReader
    private let known = Mutex<[String: (secret: Secret, value: String)]>([:])

    init(_ reader: SecretsReader) {
        self.reader = reader
    }

    /// The values, or an end of the program that names every secret without one.
    func values(of secrets: OrderedDictionary<String, Secret>) throws -> [String: String] {
        // Under the lock, so that two runs do not ask the person at the terminal at once.
        try known.withLock { known in
            let missing = secrets.filter { known[$0.key]?.secret != $0.value }
            for (name, value) in try reader.values(of: missing) {
                if let secret = missing[name] { known[name] = (secret, value) }
            }
            return secrets.reduce(into: [:]) { $0[$1.key] = known[$1.key]?.value }
        }
    }
}
