import OCI
import Registries

/// The blobs that are being moved, each with how far it is.
struct TransferBoard {
    private struct Bar {
        let digest: Digest
        let size: Int64
        var moved: Int64 = 0
        var isDone = false
    }

    /// What goes on when all blobs have been moved: `unpacking`.
    let afterwards: String
    private var bars: [Bar] = []
    private var began = ContinuousClock.now
    /// What was there before the first byte was moved.
    private var start: Int64 = 0

    /// No blobs yet.
    init(afterwards: String) {
        self.afterwards = afterwards
    }

    /// How wide a bar is, in characters.
    private static let width = 30

    /// Takes note of an event.
    mutating func note(_ event: TransferEvent) {
        switch event {
        case .planned(_, _, let blobs):
            bars = blobs.map { Bar(digest: $0.digest, size: max(0, $0.size)) }
            began = .now
            start = 0
        case .present(let digest):
            change(digest) { bar in
                bar.isDone = true
                bar.moved = bar.size
            }
            start = bars.reduce(0) { $0 + ($1.isDone ? $1.size : 0) }
        case .moved(let digest, let bytes): change(digest) { $0.moved = bytes }
        case .finished(let digest):
            change(digest) { bar in
                bar.isDone = true
                bar.moved = bar.size
            }
        case .retrying, .note: break
        }
    }

    private mutating func change(_ digest: Digest, _ body: (inout Bar) -> Void) {
        guard let index = bars.firstIndex(where: { $0.digest == digest }) else { return }
        body(&bars[index])
    }

    /// The bars of what is moving, and a line of the sum.
    func lines(_ style: OutputStyle, room: Int) -> [String] {
        guard !bars.isEmpty else { return [] }
        let moving = bars.filter { !$0.isDone && $0.moved > 0 }
        return moving.prefix(room - 1).map(line) + [style.dim(footer)]
    }

    private func line(_ bar: Bar) -> String {
        let share = bar.size > 0 ? Double(bar.moved) / Double(bar.size) : 1
        let filled = min(Self.width, Int(share * Double(Self.width)))
        let text =
            String(repeating: "#", count: filled)
            + String(repeating: ".", count: Self.width - filled)
        let sizes =
            "\(Amounts.text(bytes: UInt64(bar.moved))) of \(Amounts.text(bytes: UInt64(bar.size)))"
        return "\(bar.digest.short)  \(text)  \(sizes)"
    }

    private var footer: String {
        let moved = bars.reduce(0) { $0 + $1.moved }
        let whole = bars.reduce(0) { $0 + $1.size }
        let done = bars.filter(\.isDone).count
        if done == bars.count { return "\(Amounts.text(bytes: UInt64(whole))), \(afterwards)" }
        let elapsed = began.duration(to: .now)
        let seconds =
            Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let rate = seconds > 0.2 ? Double(max(0, moved - start)) / seconds : 0
        let sum = "\(Amounts.text(bytes: UInt64(moved))) of \(Amounts.text(bytes: UInt64(whole)))"
        return "\(done) of \(bars.count) blobs, \(sum), \(Amounts.text(bytes: UInt64(rate)))/s"
    }
}
