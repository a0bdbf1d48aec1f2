import Dispatch
import Synchronization

/// Blocking work on several blobs at once, on as many threads as there are processors.
enum SideBySide {
    /// Does the work for every element.
    ///
    /// - Parameters:
    ///   - elements: What the work is done for.
    ///   - work: Blocks its thread.
    /// - Returns: What came of them, in their order.
    /// - Throws: The `ImageError` of the first element that failed; none is begun once one has.
    static func map<Element: Sendable, Value: Sendable>(
        _ elements: [Element],
        _ work: @Sendable (Element) throws(ImageError) -> Value
    ) throws(ImageError) -> [Value] {
        let results = Mutex<[Int: Result<Value, ImageError>]>([:])
        let hasFailed = Atomic(false)
        DispatchQueue.concurrentPerform(iterations: elements.count) { index in
            guard !hasFailed.load(ordering: .relaxed) else { return }
            let result = Result { () throws(ImageError) in try work(elements[index]) }
            if case .failure = result { hasFailed.store(true, ordering: .relaxed) }
            results.withLock { $0[index] = result }
        }
        let known = results.withLock { $0 }
        // What was not begun comes after a failure, which is thrown here.
        for index in elements.indices {
            if case .failure(let error) = known[index] { throw error }
        }
        var values: [Value] = []
        for index in elements.indices {
            guard let result = known[index] else { throw .interrupted }
            values.append(try result.get())
        }
        return values
    }
}
