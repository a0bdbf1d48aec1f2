import Expressions
import HostSystem
import Images
import SystemPackage

/// The judgements of earlier bisections, a file each in the store's `cache/bisect`: what makes one that was stopped go on
/// where it was, and one that asks the same again answer at once.
struct JudgementShelf: Sendable {
    private let path: FilePath
    /// Whether what is there is passed over.
    let isFresh: Bool

    /// The shelf of a store.
    init(_ store: Store, isFresh: Bool) throws(SystemError) {
        path = try store.folder("cache").makeDirectory("bisect").path
        self.isFresh = isFresh
    }

    /// What is known under a key; nil for nothing.
    func judgement(_ key: String) -> Judgement? {
        // A file that is damaged or gone is one that was never there.
        guard !isFresh, let folder = try? Directory(opening: path),
            let bytes = try? folder.readFile(FilePath("\(key).json"), limit: 1 << 16),
            case .object(let object)? = try? Value(json: bytes)
        else { return nil }
        return Judgement(object)
    }

    /// Keeps a judgement.
    func keep(_ judgement: Judgement, as key: String) throws(SystemError) {
        try Directory(opening: path).writeFile(
            FilePath("\(key).json"),
            Array(Value.object(judgement.object).json().utf8)
        )
    }
}
