package import Foundation
import Glibc

/// A program that a test has started, with its output in files, so that none is lost whatever becomes of it.
///
/// Foundation's `Process` is not used: it waits by way of the main run loop and hides how a signal ended a program.
package final class SpawnedProgram: Sendable {
    /// Its process id.
    package let pid: Int32
    private let folder: String

    /// How a program ended.
    package struct End: Sendable {
        /// What it returned; 128 and the number of the signal where one ended it.
        package var code: Int32
        /// The signal that ended it, or nil.
        package var signal: Int32?
        /// Standard output, as it came.
        package var output: Data
        /// Standard error, as it came.
        package var errors: Data

        /// Standard output as text.
        package var stdout: String { String(decoding: output, as: UTF8.self) }
        /// Standard error as text.
        package var stderr: String { String(decoding: errors, as: UTF8.self) }
    }

    /// Starts a program in a process group of its own, with every signal at its default.
    ///
    /// - Parameters:
    ///   - arguments: The path of the program first.
    ///   - environment: All variables it gets.
    ///   - directory: Where it starts.
    /// - Throws: `CocoaError` or the `errno` of posix_spawn(3).
    package init(
        _ arguments: [String],
        environment: [String: String],
        directory: String
    ) throws {
        folder = NSTemporaryDirectory() + "spawned-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        let flags = O_WRONLY | O_CREAT | O_EXCL
        posix_spawn_file_actions_addopen(&actions, 1, "\(folder)/stdout", flags, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, "\(folder)/stderr", flags, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        // POSIX_SPAWN_SETPGROUP, _SETSIGDEF, _SETSIGMASK; spawn.h.
        posix_spawnattr_setflags(&attributes, 0x02 | 0x04 | 0x08)
        // Swift's Glibc does not show posix_spawn_file_actions_addchdir_np(3); env(1) becomes the program.
        let program = "/usr/bin/env"
        var argv = ([program, "-C", directory] + arguments).map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var pid: pid_t = 0
        let error = posix_spawn(&pid, program, &actions, &attributes, &argv, &envp)
        guard error == 0 else { throw POSIXError(POSIXErrorCode(rawValue: error) ?? .EINVAL) }
        self.pid = pid
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Sends a signal.
    package func signal(_ number: Int32) {
        kill(pid, number)
    }

    /// Waits for the end; to be called once.
    ///
    /// - Parameter seconds: After which it is killed, and an error thrown.
    /// - Returns: How it ended.
    /// - Throws: `TookTooLong`.
    package func wait(seconds: Double = 300) throws -> End {
        let deadline = ContinuousClock.now + .milliseconds(Int64(seconds * 1000))
        var status: Int32 = 0
        while waitpid(pid, &status, WNOHANG) != pid {
            guard ContinuousClock.now < deadline else {
                kill(pid, SIGKILL)
                waitpid(pid, &status, 0)
                throw TookTooLong(seconds: seconds, stdout: outputSoFar)
            }
            usleep(2_000)
        }
        let signal = status & 0x7F
        return End(
            code: signal == 0 ? status >> 8 & 0xFF : 128 + signal,
            signal: signal == 0 ? nil : signal,
            output: read("stdout"),
            errors: read("stderr")
        )
    }

    /// What it has written to standard output by now.
    package var outputSoFar: String { String(decoding: read("stdout"), as: UTF8.self) }

    /// What it has written to standard error until now.
    package var errorsSoFar: String { String(decoding: read("stderr"), as: UTF8.self) }

    /// Waits until its standard output holds a text.
    ///
    /// - Throws: `TookTooLong` after five minutes.
    package func waitForOutput(_ text: String) throws {
        let deadline = ContinuousClock.now + .seconds(300)
        while !outputSoFar.contains(text) {
            guard ContinuousClock.now < deadline else {
                throw TookTooLong(seconds: 300, stdout: outputSoFar)
            }
            usleep(5_000)
        }
    }

    private func read(_ name: String) -> Data {
        (try? Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))) ?? Data()
    }

    /// It did not end, or did not say what was expected, in time.
    package struct TookTooLong: Error {
        let seconds: Double
        let stdout: String
    }
}
