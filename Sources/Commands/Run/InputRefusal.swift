import ArgumentParser

/// Why what the user named cannot be run: a file that is not there, an option that makes no sense.
///
/// Thrown rather than printed, since a command that looks at many commits goes on to the next one.
struct InputRefusal: Error {
    /// One sentence, and a hint on a line of its own.
    let message: String

    /// Tells of it and ends the program with code 2.
    var exit: ExitCode { Console.fail(message, code: ExitCodes.wrongInput) }
}
