package import HostSystem
package import OCI

/// Why a filter cannot be made as it is asked for.
package enum SeccompError: Error, Sendable, Hashable, CustomStringConvertible {
    /// An `errno` stands beside an action that has none.
    case unusedErrno(SeccompAction, call: String?)
    /// An `errno` above 4095, which the kernel would cut.
    case errnoTooLarge(UInt32)
    /// A rule names no call.
    case emptyRule
    /// Arguments are numbered from 0 to 5.
    case noSuchArgument(UInt32, call: String)
    /// `SCMP_ACT_NOTIFY` for every call, those of whoever hands over the listener too.
    case listenerForEverything
    /// `SCMP_ACT_NOTIFY` for the call that hands the listener over: who is to answer it would never be asked.
    case listenerForHandingOver(call: String)
    /// An action asks a listener and no socket is named to hand it to.
    case noListenerPath
    /// Words for a listener that nobody is handed.
    case metadataWithoutListener
    /// libseccomp does not know the architecture, or cannot put it beside the host's own.
    case architecture(SeccompArchitecture)
    /// The filter has more instructions than the kernel takes.
    case tooLong(Int)
    /// libseccomp or the kernel refused.
    case refused(SystemError)

    /// One sentence without a full stop.
    package var description: String {
        switch self {
        case .unusedErrno(let action, let call):
            "\(action.rawValue)\(call.map { " of \($0)" } ?? "") takes no errnoRet"
        case .errnoTooLarge(let number): "the errno \(number) is larger than 4095"
        case .emptyRule: "a seccomp rule names no system call"
        case .noSuchArgument(let index, let call):
            "\(call) has no argument \(index): they are numbered from 0 to 5"
        case .listenerForEverything: "SCMP_ACT_NOTIFY cannot be the default action"
        case .listenerForHandingOver(let call):
            "SCMP_ACT_NOTIFY cannot be used for \(call), with which the listener is handed over"
        case .noListenerPath: "SCMP_ACT_NOTIFY needs a listenerPath"
        case .metadataWithoutListener: "listenerMetadata needs a listenerPath"
        case .architecture(let architecture):
            "system calls of \(architecture.rawValue) cannot be filtered on this host"
        case .tooLong(let count):
            "the system call filter has \(count) instructions, and the kernel takes \(SeccompFilter.maximumCount)"
        case .refused(let error): error.description
        }
    }
}
