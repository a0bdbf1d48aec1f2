import FoundationEssentials
import Glibc
import HostSystem
import SystemPackage

/// Changes the credentials of a file and leaves everything else in it as it is.
struct CredentialFileEditor {
    private let path: FilePath

    /// An editor of a file, which may not be there yet.
    init(_ path: FilePath) {
        self.path = path
    }

    /// Changes `auths`, one process at a time; the file is its owner's alone.
    ///
    /// - Parameter make: Gets the entries.
    /// - Throws: `RegistryError`; the file is as before then.
    func change(_ make: (inout [String: JSONValue]) -> Void) throws(RegistryError) {
        do {
            let place = try Self.place(of: path)
            let folder = try Directory(creating: place.folder)
            try call("lock \(folder.path)", "flock", flock(folder.descriptor, LOCK_EX))
            var document = try Self.read(place.name, in: folder, path)
            guard case .object(var auths) = document["auths"] ?? .object([:]) else {
                throw RegistryError(.settings, "\"auths\" of \(path) is not an object")
            }
            make(&auths)
            document["auths"] = .object(auths)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let bytes = Array(try encoder.encode(JSONValue.object(document))) + [0x0A]
            try folder.writeFile(place.name, bytes, durable: true)
        } catch let error as RegistryError {
            throw error
        } catch let error as SystemError {
            throw RegistryError(.settings, error.description, hint: error.hint)
        } catch {
            throw RegistryError(.settings, "cannot write \(path): \(error)")
        }
    }

    /// The folder and the name of the file itself: a link to it, as some keep with their settings, stays a link.
    private static func place(of path: FilePath) throws(SystemError) -> (
        folder: FilePath, name: FilePath
    ) {
        var real = path
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        if let resolved = realpath(path.string, &buffer) {
            real = FilePath(String(cString: resolved))
        }
        guard let name = real.lastComponent else {
            throw SystemError("write \(path)", call: "open", errno: .isDirectory)
        }
        let folder = real.removingLastComponent()
        return (folder.isEmpty ? "." : folder, FilePath(name.string))
    }

    private static func read(
        _ name: FilePath,
        in folder: borrowing Directory,
        _ path: FilePath
    ) throws -> [String: JSONValue] {
        guard folder.contains(name) else { return [:] }
        let bytes = try folder.readFile(name, limit: 1 << 20)
        guard !bytes.isEmpty else { return [:] }
        guard
            case .object(let document) = try? JSONDecoder().decode(
                JSONValue.self,
                from: Data(bytes)
            )
        else {
            throw RegistryError(
                .settings,
                "\(path) is not a JSON object",
                hint: "mend the file, or move it away"
            )
        }
        return document
    }
}
