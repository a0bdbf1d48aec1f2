/// Namespaces: the `CLONE_NEW*` flags of clone(2).
package struct Namespaces: OptionSet, Sendable, Hashable {
    /// The bits, as the kernel numbers them.
    package let rawValue: UInt64

    /// A set of its bits.
    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Clocks.
    package static let time = Namespaces(rawValue: 0x0000_0080)
    /// Mount points.
    package static let mount = Namespaces(rawValue: 0x0002_0000)
    /// The root of the cgroups it sees.
    package static let cgroup = Namespaces(rawValue: 0x0200_0000)
    /// Host name.
    package static let uts = Namespaces(rawValue: 0x0400_0000)
    /// System V IPC and message queues.
    package static let ipc = Namespaces(rawValue: 0x0800_0000)
    /// User and group ids.
    package static let user = Namespaces(rawValue: 0x1000_0000)
    /// Process ids.
    package static let process = Namespaces(rawValue: 0x2000_0000)
    /// Network devices, addresses and ports.
    package static let network = Namespaces(rawValue: 0x4000_0000)

    /// The words of the OCI runtime-spec, each with the file below `/proc/PID/ns` that shows one.
    package static let words: [(word: String, file: String, namespace: Namespaces)] = [
        ("user", "user", .user), ("pid", "pid", .process), ("network", "net", .network),
        ("ipc", "ipc", .ipc), ("uts", "uts", .uts), ("cgroup", "cgroup", .cgroup),
        ("time", "time", .time), ("mount", "mnt", .mount),
    ]

    /// The namespace of a word; nil where there is none.
    package init?(word: String) {
        guard let entry = Self.words.first(where: { $0.word == word }) else { return nil }
        self = entry.namespace
    }
}
