import Glibc

/// What a program sees to before anything else.
package enum ProgramBeginning {
    /// Opens those of the first three descriptors that the caller has closed, on `/dev/null`.
    ///
    /// What is opened next would get their numbers otherwise: it would be read as input, or messages be written into it.
    package static func openStandardStreams() {
        var descriptor: Int32
        repeat { descriptor = open("/dev/null", O_RDWR) } while (0..<3).contains(descriptor)
        if descriptor > 2 { close(descriptor) }
    }

    /// The first argument that is not UTF-8, as far as it can be shown; nil where all are.
    ///
    /// Swift repairs such a text: a command or a file would be looked for by a name that nobody wrote.
    package static var unreadableArgument: String? {
        for index in 1..<max(1, Int(CommandLine.argc)) {
            guard let bytes = CommandLine.unsafeArgv[index] else { return nil }
            if String(validatingCString: bytes) == nil { return String(cString: bytes) }
        }
        return nil
    }
}
