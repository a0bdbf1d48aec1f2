import ArgumentParser
import Dispatch
import Glibc
import Objects
import Synchronization

/// Commands that stay on the program's first thread: they take signals by descriptor and start processes that are tied
/// to the thread that starts them.
enum MainThread {
    /// The first words of the command lines about containers that stand.
    private static let groups: Set<String> = ["container", "volume", "network"]
    /// The first words of the others.
    private static let alone: Set<String> = ["shell"]

    /// Whether a command line is one of theirs.
    static func isMeant(_ arguments: [String]) -> Bool {
        arguments.count > 1 && groups.union(alone).contains(arguments[1])
    }

    /// Whether a command line is about containers that stand, in the user namespace of whoever made them.
    static func isShared(_ arguments: [String]) -> Bool {
        arguments.count > 1 && groups.contains(arguments[1])
    }

    /// Runs a command line and ends the program.
    static func run(_ arguments: [String]) -> Never {
        do {
            var command = try CuvetteCommand.parsed(Array(arguments.dropFirst()))
            try command.run()
            guard Console.isWhole else {
                exit(isShared(arguments) ? ContainerCodes.failure : ExitCodes.hostFailure)
            }
            exit(ExitCodes.success)
        } catch let error as ExitCode {
            exit(error.rawValue)
        } catch {
            guard CuvetteCommand.exitCode(for: error) == .validationFailure else {
                CuvetteCommand.exit(withError: error)
            }
            Console.tell(CuvetteCommand.fullMessage(for: error))
            exit(isShared(arguments) ? ContainerCodes.failure : ExitCodes.wrongInput)
        }
    }

    /// Waits for work that others do meanwhile.
    static func wait<Value: Sendable>(
        for work: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let done = DispatchSemaphore(value: 0)
        let result = ResultBox<Value>()
        let work = WorkBox(work)
        Task {
            result.set(await work.run())
            done.signal()
        }
        done.wait()
        return try result.get()
    }
}

/// Work that is let go of as soon as it is done: what it holds, such as a session, must not outlive the wait for it.
private final class WorkBox<Value: Sendable>: Sendable {
    typealias Work = @Sendable () async throws -> Value
    private let work: Mutex<Work?>

    init(_ work: @escaping Work) {
        self.work = Mutex(work)
    }

    /// Does the work; once only.
    func run() async -> Result<Value, any Error> {
        let work = self.work.withLock { work in
            defer { work = nil }
            return work
        }
        do {
            guard let work else { throw ObjectError("the work was done before") }
            return .success(try await work())
        } catch {
            return .failure(error)
        }
    }
}

/// A result on its way from one thread to another.
private final class ResultBox<Value: Sendable>: Sendable {
    private let value = Mutex<Result<Value, any Error>?>(nil)

    func set(_ result: Result<Value, any Error>) {
        value.withLock { $0 = result }
    }

    func get() throws -> Value {
        guard let result = value.withLock({ $0 }) else {
            throw ObjectError("the work ended without a result")
        }
        return try result.get()
    }
}
