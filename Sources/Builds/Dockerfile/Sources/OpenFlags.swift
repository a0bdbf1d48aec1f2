import Glibc

/// Flags of open(2).
enum OpenFlags {
    /// `O_PATH`, which the Glibc module hides: a descriptor that only names a place.
    static let pathOnly: Int32 = 0o10_000_000
    /// A folder that is listed or worked in.
    static let directory = O_RDONLY | O_DIRECTORY
}
