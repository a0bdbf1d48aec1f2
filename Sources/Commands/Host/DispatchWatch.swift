import Dispatch

/// A signal or timer source, kept as long as it is to work.
///
/// `@unchecked`: Dispatch sources may be used from any thread (dispatch/source.h); their protocols only lack the word.
final class DispatchWatch: @unchecked Sendable {
    private let source: any DispatchSourceProtocol

    /// Calls a body for every signal of a number.
    init(signal number: Int32, _ body: @escaping @Sendable () -> Void) {
        source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler(handler: body)
        source.activate()
    }

    /// Calls a body again and again.
    init(everyMilliseconds interval: Int, _ body: @escaping @Sendable () -> Void) {
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(
            deadline: .now() + .milliseconds(interval),
            repeating: .milliseconds(interval)
        )
        timer.setEventHandler(handler: body)
        timer.activate()
        source = timer
    }

    /// Ends it.
    func cancel() {
        source.cancel()
    }
}
