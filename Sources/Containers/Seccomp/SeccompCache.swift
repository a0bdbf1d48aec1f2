package import HostSystem
package import OCI
import SystemPackage

/// Keeps compiled filters as files, since compiling one costs more than a container.
package struct SeccompCache: ~Copyable {
    private let directory: Directory

    /// A cache in a directory that only the user whose containers these are can write to.
    package init(in directory: consuming Directory) {
        self.directory = directory
    }

    /// The program of a filter, compiled where it is not kept.
    ///
    /// A file is named by the digest of all that the result depends on, and is written in one step. One that cannot
    /// be written is no error: the next container compiles again.
    ///
    /// - Parameter filter: Any filter; it is checked also where its program is kept.
    /// - Returns: The program and how to load it.
    /// - Throws: `SeccompError`.
    package borrowing func program(of filter: LinuxSeccomp) throws(SeccompError) -> SeccompFilter {
        try filter.check()
        let name = Self.name(of: filter)
        if let known = kept(name) {
            return SeccompFilter(
                instructions: known,
                flags: filter.flagBits,
                wantsListener: filter.wantsListener
            )
        }
        let compiled = try SeccompCompiler.compile(filter)
        // Kept for speed alone: a full or read-only disk is told of by what needs it.
        try? directory.writeFile(name, compiled.instructions)
        return compiled
    }

    /// The instructions in a file; nil for any that we cannot have written.
    private borrowing func kept(_ name: FilePath) -> [UInt8]? {
        let limit = SeccompFilter.maximumCount * SeccompFilter.instructionSize
        guard let bytes = try? directory.readFile(name, limit: limit), !bytes.isEmpty,
            bytes.count % SeccompFilter.instructionSize == 0
        else { return nil }
        return bytes
    }

    /// The name of a filter's file: the digest of what its instructions depend on, which is the filter without its
    /// flags and listener, libseccomp and the host's architecture.
    private static func name(of filter: LinuxSeccomp) -> FilePath {
        var parts = [SeccompCompiler.libraryVersion, SeccompArchitecture.host.rawValue]
        parts += [
            filter.defaultAction.rawValue, "\(filter.defaultErrnoRet.map(String.init) ?? "-")",
        ]
        parts.append("\(filter.architectures?.count ?? 0)")
        parts += (filter.architectures ?? []).map(\.rawValue)
        for rule in filter.syscalls ?? [] { parts += words(of: rule) }
        // With its length before each: a name in a filter may be any text, and no two filters may share a file.
        let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
        return FilePath("seccomp-\(Digest.of(Array(text.utf8)).hex.prefix(40)).bpf")
    }

    private static func words(of rule: LinuxSyscall) -> [String] {
        var words = [rule.action.rawValue, "\(rule.errnoRet.map(String.init) ?? "-")"]
        words.append("\(rule.args?.count ?? 0) \(rule.names.count)")
        for argument in rule.args ?? [] {
            words.append(
                "\(argument.index) \(argument.op) \(argument.value) \(argument.valueTwo ?? 0)"
            )
        }
        return words + rule.names
    }
}
