/// How much of what a container writes is kept.
package struct LogBound: Sendable, Hashable, Codable {
    /// A file of the log is closed once it has so many bytes; nil where nothing is kept at all.
    package var fileBytes: Int64?
    /// How many files are kept, the newest; at least one.
    package var files: Int

    /// A bound.
    package init(fileBytes: Int64?, files: Int) {
        self.fileBytes = fileBytes
        self.files = files
    }

    /// What holds where nothing is said: 256 MiB at the most.
    package static let standard = LogBound(fileBytes: 64 << 20, files: 4)
    /// Nothing is kept.
    package static let none = LogBound(fileBytes: nil, files: 1)
}
