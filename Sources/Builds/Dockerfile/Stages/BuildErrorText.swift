import Containers
import Git
import Networks

/// Errors of the rooms below as a sentence and what may help.
enum BuildErrorText {
    /// The sentence and the hint; nil for errors that say it themselves.
    static func of(_ error: any Error) -> (String, String?)? {
        switch error {
        case let error as ContainerError: (error.text, error.hint)
        case let error as BuildError: (error.description, error.hint)
        case let error as GitError: (error.description, error.hint)
        default: nil
        }
    }
}
