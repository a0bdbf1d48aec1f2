import Builds
import Containers
import HostSystem
import Images
import Networks
import Registries

/// Says what an error of any room means, in one sentence and perhaps a hint.
package enum ErrorText {
    /// The sentence, with the hint in a second line where there is one.
    package static func of(_ error: any Error) -> String {
        let (text, hint) = parts(of: error)
        return hint.map { "\(text)\n  hint: \($0)" } ?? text
    }

    private static func parts(of error: any Error) -> (String, String?) {
        switch error {
        case let error as SystemError: (error.description, error.hint)
        case let error as BuildError: (error.description, error.hint)
        case let error as ImageError: (error.description, error.hint)
        case let error as RegistryError: (error.description, error.hint)
        case let error as ExecutionError: (error.description, nil)
        case let error as BuildFailure: (error.description, nil)
        case let error as NetworkError: (error.description, error.hint)
        case let error as ContainerError: (error.text, error.hint)
        default: ("\(error)", nil)
        }
    }
}
