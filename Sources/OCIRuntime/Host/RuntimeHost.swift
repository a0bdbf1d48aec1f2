import Containers
import Glibc
import HostSystem
import SystemPackage

/// What the runtime finds around itself.
enum RuntimeHost {
    /// Opens what all containers share.
    static func open() throws -> ContainerHost {
        try ContainerHost(initProgram: try initProgram(), rights: .current)
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
