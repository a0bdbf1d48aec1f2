import FoundationEssentials
import Testing

/// A folder of files with the text that is expected of each beside it.
///
/// With `UPDATE_GOLDEN=1` in the environment the expected texts are written instead of compared.
struct GoldenFolder {
    /// The folder, relative to the root of the package.
    let path: String

    private var folder: String { Self.root + path + "/" }

    /// The root of the package, ending in a slash.
    static let root: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/") + "/"
    }()

    /// The names of the files of the folder that end in `.yml`, without that ending.
    var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".yml") }.map { String($0.dropLast(4)) }.sorted()
    }

    /// The expected texts of the folder that no file of the folder has.
    func orphans(suffix: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { file in
            file.hasSuffix(suffix) && !names.contains(String(file.dropLast(suffix.count)))
        }
    }

    /// The bytes of a file of the folder.
    func bytes(_ file: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: folder + file)))
    }

    /// Compares a text with what is expected, or makes it what is expected.
    func expect(_ text: String, in file: String) throws {
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: URL(filePath: folder + file))
        }
        let expected = try #require(
            try? bytes(file),
            "\(path)/\(file) is missing; UPDATE_GOLDEN=1 writes it"
        )
        #expect(text == String(decoding: expected, as: UTF8.self), "\(path)/\(file)")
    }
}
