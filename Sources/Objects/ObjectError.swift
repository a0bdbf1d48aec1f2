import SystemPackage
import Containers
import HostSystem
import Images
import Networks
import Registries

/// Why something could not be done with a container or a volume: one sentence, what may help, and the exit code that
/// `docker run` has for it.
package struct ObjectError: Error, Sendable, Hashable, Codable, CustomStringConvertible {
    /// The sentence.
    package var description: String
    /// What may help.
    package var hint: String?
    /// 125 for a failure of ours, 126 for a command that cannot be invoked, 127 for one that is not there.
    package var code: Int32

    /// A failure in words.
    package init(_ description: String, hint: String? = nil, code: Int32 = 125) {
        self.description = description
        self.hint = hint
        self.code = code
    }

    /// A failure of any room in its own words.
    package init(_ error: any Error) {
        switch error {
        case let error as ObjectError: self = error
        case let error as SystemError: self.init(error.description, hint: error.hint)
        case let error as NetworkError: self.init(error.description, hint: error.hint)
        case let error as RegistryError: self.init(error.description, hint: error.hint)
        case let error as IdentityError: self.init("\(error)")
        case let error as ImageError: self.init(error.description, hint: error.hint)
        case let error as ContainerError:
            self.init(error.text, hint: error.hint, code: Self.code(of: error))
        default: self.init("\(error)")
        }
    }

    /// What stands for a command that could not be run, as in a shell.
    private static func code(of error: ContainerError) -> Int32 {
        guard case .start(let cause) = error, cause.action.hasPrefix("run ") else { return 125 }
        return cause.errno == .noSuchFileOrDirectory ? 127 : 126
    }
}
