import ArgumentParser
import Diagnostics
import Glibc
import Synchronization

/// Writes to the two outputs; a reader that has gone away is no error.
enum Console {
    private static let lost = Atomic<Bool>(false)

    /// Whether nothing that was written to standard output has been lost, as on a full disk.
    static var isWhole: Bool { !lost.load(ordering: .relaxed) }

    /// Writes text to standard output as it is.
    static func write(_ text: String) {
        write(text, to: STDOUT_FILENO)
    }

    /// Writes a line to standard output.
    static func print(_ line: String) {
        write(line + "\n", to: STDOUT_FILENO)
    }

    /// Writes a line to standard error.
    static func tell(_ line: String) {
        write(line + "\n", to: STDERR_FILENO)
    }

    /// Writes text to standard error as it is.
    static func tellText(_ text: String) {
        write(text, to: STDERR_FILENO)
    }

    /// Writes text and bytes as they are.
    static func write(_ text: String, _ bytes: [UInt8], to descriptor: Int32) {
        write(Array(text.utf8) + bytes, to: descriptor)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        write(Array(text.utf8), to: descriptor)
    }

    private static func write(_ all: [UInt8], to descriptor: Int32) {
        var bytes = all[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                if count < 0, errno == EINTR || errno == EAGAIN { continue }
                if errno != EPIPE, descriptor == STDOUT_FILENO { noteLoss(errno) }
                return
            }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Says it once that standard output takes nothing.
    private static func noteLoss(_ reason: Int32) {
        guard !lost.exchange(true, ordering: .relaxed) else { return }
        tell("error: cannot write to standard output: \(String(cString: strerror(reason)))")
    }

    /// Tells of mistakes and ends the program with code 2.
    static func refuse(_ diagnostics: [Diagnostic], _ style: OutputStyle) -> ExitCode {
        write(DiagnosticRenderer(color: style.color).render(diagnostics), to: STDERR_FILENO)
        return ExitCode(ExitCodes.wrongInput)
    }

    /// Tells what went wrong and ends the program with a code.
    static func fail(_ message: String, code: Int32 = ExitCodes.hostFailure) -> ExitCode {
        tell("error: \(message)")
        return ExitCode(code)
    }
}
