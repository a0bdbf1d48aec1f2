import Dispatch
import Synchronization

/// A stream that is read by a thread of its own, a bounded way ahead of whoever uses it.
///
/// Decompressing a layer takes about as long as hashing and writing what comes of it; on two processors they go on at
/// the same time.
final class ReadAhead: ByteStream {
    private let ring: Ring
    private var holdsSlot = false
    private var end: Ring.Piece?

    /// Begins to read.
    ///
    /// - Parameter source: Not to be touched by anybody else until `stop()` has returned.
    init(_ source: any ByteStream) {
        let ring = Ring(source)
        self.ring = ring
        ring.running.enter()
        DispatchQueue(label: "read-ahead").async {
            ring.produce()
            ring.running.leave()
        }
    }

    deinit {
        stop()
    }

    func next() throws(LayerFault) -> UnsafeRawBufferPointer {
        if holdsSlot {
            holdsSlot = false
            ring.free.signal()
        }
        let piece = end ?? ring.take()
        switch piece {
        case .bytes(let slot, let count):
            holdsSlot = true
            return ring.bytes(of: slot, count)
        case .end:
            end = piece
            return UnsafeRawBufferPointer(start: nil, count: 0)
        case .fault(let fault):
            end = piece
            throw fault
        }
    }

    func jump(_ count: Int64) -> Int64 { 0 }

    /// Ends the thread and waits for that; the source is the caller's again.
    ///
    /// What has been read and not yet used is lost.
    func stop() {
        ring.stop()
        ring.running.wait()
    }
}

/// A few buffers that go round between the reader and the user.
///
/// Unchecked, since the source and the memory of a buffer are used by one thread at a time: the source by the reading
/// one until `running` is left; a buffer by the reading one between `free.wait` and `ready.signal`, and by the user
/// between `ready.wait` and `free.signal`.
private final class Ring: @unchecked Sendable {
    enum Piece: Sendable {
        /// The first bytes of a buffer.
        case bytes(slot: Int, count: Int)
        case end
        case fault(LayerFault)
    }

    private static let slots = 4
    private static let slotSize = 256 << 10

    // Counted up by hand: a semaphore that ends below the value it was made with is a crash.
    let free = DispatchSemaphore(value: 0)
    let running = DispatchGroup()
    private let ready = DispatchSemaphore(value: 0)
    private let queue = Mutex<[Piece]>([])
    private let isStopped = Atomic<Bool>(false)
    private let source: any ByteStream
    private let memory: UnsafeMutableRawBufferPointer

    init(_ source: any ByteStream) {
        self.source = source
        self.memory = .allocate(byteCount: Self.slots * Self.slotSize, alignment: 4096)
        for _ in 0..<Self.slots { free.signal() }
    }

    deinit {
        memory.deallocate()
    }

    func stop() {
        isStopped.store(true, ordering: .relaxed)
        free.signal()
    }

    func take() -> Piece {
        ready.wait()
        return queue.withLock { $0.removeFirst() }
    }

    func bytes(of slot: Int, _ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: buffer(slot)[..<count])
    }

    private func buffer(_ slot: Int) -> UnsafeMutableRawBufferPointer {
        let start = slot * Self.slotSize
        return UnsafeMutableRawBufferPointer(rebasing: memory[start..<start + Self.slotSize])
    }

    private func give(_ piece: Piece) {
        queue.withLock { $0.append(piece) }
        ready.signal()
    }

    /// Reads to the end, a fault, or until it is stopped.
    func produce() {
        var slot = 0
        var rest = UnsafeRawBufferPointer(start: nil, count: 0)
        do throws(LayerFault) {
            while true {
                free.wait()
                if isStopped.load(ordering: .relaxed) { return }
                let count = try fill(buffer(slot), &rest)
                guard count > 0 else { return give(.end) }
                give(.bytes(slot: slot, count: count))
                slot = (slot + 1) % Self.slots
            }
        } catch {
            give(.fault(error))
        }
    }

    /// Fills a buffer as far as the source goes.
    ///
    /// - Parameters:
    ///   - buffer: To be filled.
    ///   - rest: What of the source's last piece is not used yet.
    /// - Returns: How many bytes; 0 at the end.
    /// - Throws: What the source throws; what was read before is lost then, and of no use without it.
    private func fill(
        _ buffer: UnsafeMutableRawBufferPointer,
        _ rest: inout UnsafeRawBufferPointer
    ) throws(LayerFault) -> Int {
        var filled = 0
        while filled < buffer.count {
            if rest.isEmpty { rest = try source.next() }
            if rest.isEmpty { break }
            let taken = min(rest.count, buffer.count - filled)
            UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<taken]))
            rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
            filled += taken
        }
        return filled
    }
}
