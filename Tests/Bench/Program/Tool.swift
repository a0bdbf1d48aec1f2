import Glibc
import HostSystem
import SystemPackage

/// The static program that is run inside of containers, and a root file system with nothing else in it.
struct Tool {
    /// The names under which it does different things.
    static let names = ["true", "init", "emit", "fill", "peak", "wait"]

    /// The program.
    let path: FilePath
    /// A folder with the program in `bin` under every name.
    let rootFileSystem: FilePath

    /// Compiles it.
    ///
    /// - Throws: `Unavailable` where there is no compiler.
    init(in workshop: Workshop) throws {
        path = workshop.path.appending("tool")
        rootFileSystem = workshop.path.appending("root")
        let source = Self.packageRoot.appending("fixtures/bench/tool.c")
        let words = ["-O2", "-static", "-o", path.string, source.string]
        try Program(installed: "gcc", words).run()
        let bytes = try bytes()
        let root = try Directory(creating: rootFileSystem, mode: 0o755)
        for name in ["bin", "dev", "proc", "sys", "tmp", "run", "etc", "workspace"] {
            _ = try root.makeDirectory(FilePath(name), mode: 0o755)
        }
        let folder = try root.directory("bin")
        for name in Self.names { try folder.writeFile(FilePath(name), bytes, mode: 0o755) }
    }

    /// The program itself.
    func bytes() throws -> [UInt8] {
        try OpenFile(opening: path).readAll(limit: 1 << 26, name: path.string)
    }

    /// The folder of Package.swift.
    private static let packageRoot = FilePath(#filePath)
        .removingLastComponent().removingLastComponent()
        .removingLastComponent().removingLastComponent()
}
