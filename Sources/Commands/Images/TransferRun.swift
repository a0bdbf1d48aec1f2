import ArgumentParser
import Diagnostics
import Execution
import Glibc
import HostSystem
import Images
import OCI
import Registries

/// Carries out a transfer as a command does: signals stop it, mistakes are told, and the exit code says how it went.
enum TransferRun {
    /// Does the work until it is done or a signal comes.
    ///
    /// - Parameters:
    ///   - style: How mistakes are shown.
    ///   - work: What is done; cancelled by SIGINT, SIGTERM and SIGHUP.
    /// - Returns: What the work returns.
    /// - Throws: `ExitCode`, after having said why.
    static func run<Value: Sendable>(
        _ style: OutputStyle,
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = Task { try await work() }
        let seen = FirstSignal()
        let watches = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            return DispatchWatch(signal: number) {
                // Once more, for who cannot wait until what has come is written.
                if !seen.note(number) { _exit(128 + number) }
                task.cancel()
            }
        }
        defer { for watch in watches { watch.cancel() } }
        switch await task.result {
        case .success(let value): return value
        case .failure(let error):
            if let number = seen.number {
                Console.tell("stopped; the next time goes on from here")
                throw ExitCode(128 + number)
            }
            throw told(error, style)
        }
    }

    /// Says why something failed.
    ///
    /// - Returns: The exit code to end with.
    static func told(_ error: any Error, _ style: OutputStyle) -> ExitCode {
        switch error {
        case let code as ExitCode: code
        case let error as DiagnosticError: Console.refuse(error.diagnostics, style)
        case let error as OCIError:
            Console.fail(error.description, code: ExitCodes.wrongInput)
        default: Console.fail(ErrorText.of(error))
        }
    }
}
