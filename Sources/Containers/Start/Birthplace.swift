import Glibc
import HostSystem

/// A cgroup in which a process can be born, open.
final class Birthplace: Sendable {
    private let file: OpenFile

    /// How one is opened.
    static let flags = O_RDONLY | O_DIRECTORY

    init(_ file: consuming OpenFile) {
        self.file = file
    }

    var descriptor: Int32 { file.descriptor }
}
