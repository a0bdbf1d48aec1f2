import ArgumentParser
import Glibc
import HostSystem
import Objects
import SystemPackage

/// What staying with a container takes.
enum AttachOptions {
    /// The detach keys of a command line; nil where it names none.
    static func keys(_ text: String?) throws -> [UInt8]? {
        guard let text else { return nil }
        guard let keys = DetachKeys.bytes(text) else {
            throw ObjectError("--detach-keys \(text): expected keys such as ctrl-p,ctrl-q")
        }
        return keys
    }

    /// Stays until the container ends, and ends with its code.
    ///
    /// - Throws: `ExitCode` for any code but 0, `ObjectError`.
    static func stay(
        _ container: StoredContainer,
        _ socket: consuming OpenFile,
        _ signals: consuming OpenFile,
        _ options: AttachSession.Options
    ) throws {
        let session = AttachSession(container, over: socket, signals: signals, options)
        switch try session.run() {
        case .ended(0), .detached: return
        case .ended(let code): throw ExitCode(code)
        case .lost:
            throw ObjectError(
                "the monitor of container \(container.configuration.name) is gone, and the container with it"
            )
        case .unwritable(let reason): try leave(container, reason)
        }
    }

    /// Lets go of a container whose output we cannot show; one that would go with its end is asked to end.
    private static func leave(_ container: StoredContainer, _ reason: Errno) throws {
        let isRemoved = container.configuration.removesItself
        if isRemoved { try ContainerControl(container).requestEnd() }
        // As the signal would end a program that is not interested in why: "… | head -1".
        guard reason != .brokenPipe else { throw ExitCode(128 + SIGPIPE) }
        let name = container.configuration.name
        throw ObjectError(
            "cannot write what container \(name) writes: \(reason)",
            hint: isRemoved
                ? nil : "the container goes on; \"cuvette container logs \(name)\" has it all"
        )
    }
}
