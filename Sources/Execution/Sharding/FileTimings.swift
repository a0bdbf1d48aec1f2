/// How long test files took before, as far as reports told.
///
/// Reports name files, or only classes: a class stands for the file whose path ends in its name, dots for slashes, so
/// `tests.test_parser.TestAlias` stands for `tests/test_parser.py`.
package struct FileTimings: Sendable {
    /// The run up to which it was looked; nil where nothing is known.
    package let asOf: Int?
    private let byPath: [String: Duration]
    /// By the last name of the paths, to find those that begin elsewhere.
    private let paths: [Substring: [String]]
    /// By every beginning of a class's name.
    private let byClass: [String: Duration]

    /// Nothing is known.
    package static let none = FileTimings(asOf: nil, files: [:], classes: [:])

    /// Timings by what reports name.
    ///
    /// - Parameters:
    ///   - asOf: The run up to which it was looked.
    ///   - files: By path, relative to any folder or absolute.
    ///   - classes: By class of tests whose reports name no file.
    package init(asOf: Int?, files: [String: Duration], classes: [String: Duration]) {
        self.asOf = asOf
        byPath = files
        paths = Dictionary(grouping: files.keys.sorted()) { $0.split(separator: "/").last ?? "" }
        var byClass: [String: Duration] = [:]
        for (name, duration) in classes {
            let parts = name.split { ".$/".contains($0) }
            for count in 1...max(1, parts.count) {
                byClass[parts.prefix(count).joined(separator: "."), default: .zero] += duration
            }
        }
        self.byClass = byClass
    }

    /// How long a file took.
    ///
    /// - Parameter path: Relative to the repository's root.
    /// - Returns: The time; nil where reports told nothing of it.
    package func duration(of path: String) -> Duration? {
        if let exact = byPath[path] { return exact }
        let candidates = paths[path.split(separator: "/").last ?? ""] ?? []
        let longer = candidates.filter { $0.hasSuffix("/" + path) }
        let shorter = candidates.filter { path.hasSuffix("/" + $0) }
        if let found = (longer + shorter).max(by: { $0.utf8.count < $1.utf8.count }) {
            return byPath[found]
        }
        var parts = path.split(separator: "/")
        guard let last = parts.popLast() else { return nil }
        parts.append(last.prefix { $0 != "." })
        // The longest ending that is known is the surest.
        for start in parts.indices {
            if let found = byClass[parts[start...].joined(separator: ".")] { return found }
        }
        return nil
    }
}
