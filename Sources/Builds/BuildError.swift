package import Git
package import HostSystem
import SystemPackage

/// Why the environment of a run could not be made.
package enum BuildError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The repository could not be read.
    case git(GitError)
    /// The host refused.
    case host(SystemError)

    /// One sentence.
    package var description: String {
        switch self {
        case .git(let error): error.description
        case .host(let error): error.description
        }
    }

    /// What to do about it, where there is something.
    package var hint: String? {
        switch self {
        case .git(let error): error.hint
        case .host(let error): error.hint
        }
    }

    /// Sorts an error of the rooms below.
    static func sorted(_ error: any Error, doing action: String) -> any Error {
        switch error {
        case let error as GitError: BuildError.git(error)
        case let error as SystemError: BuildError.host(error)
        case let error as Errno: BuildError.host(SystemError(action, call: "write", errno: error))
        default: error
        }
    }
}
