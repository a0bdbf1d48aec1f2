import ArgumentParser
import HostSystem
import Objects

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
        }
    }
}
