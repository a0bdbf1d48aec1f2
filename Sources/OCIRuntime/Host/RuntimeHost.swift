import Containers
import Glibc
import HostSystem
import SystemPackage

/// What the runtime finds around itself.
enum RuntimeHost {
    /// Opens what all containers share.
    static func open() throws -> ContainerHost {
        try ContainerHost(initProgram: try initProgram(), rights: rights)
    }

    /// Root of the host, or root of somebody's user namespace, as under `podman` for an ordinary user.
    static var rights: HostRights {
        let maps =
            (try? OpenFile(opening: "/proc/self/uid_map").readAll(limit: 1 << 16, name: "maps"))
            ?? []
        let numbers = String(decoding: maps, as: UTF8.self).split { $0 == " " || $0 == "\n" }
        let isHost = numbers.count == 3 && numbers[0] == "0" && numbers[1] == "0"
        let total = stride(from: 2, to: numbers.count, by: 3).reduce(0) {
            $0 + (Int(numbers[$1]) ?? 0)
        }
        return HostRights(inUserNamespace: !isHost, singleIdentity: !isHost && total <= 1)
    }

    /// The static init: beside this program, or where "make install" puts it.
    private static func initProgram() throws -> FilePath {
        var buffer = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard length > 0 else { throw SystemError.last("find this program", "readlink") }
        let own = FilePath(
            String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        )
        let folder = own.removingLastComponent()
        let places = [
            folder.appending("cuvette-init"),
            folder.removingLastComponent().appending("libexec/cuvette/cuvette-init"),
        ]
        guard let place = places.first(where: { access($0.string, X_OK) == 0 }) else {
            throw RuntimeError("the program cuvette-init is missing; it belongs beside \(own)")
        }
        return place
    }
}
