import Execution
import Glibc
import Images
import Logs
import Pipelines
import Synchronization

/// Shows a run live on a terminal: finished jobs as lines that stay, below them a tree of what runs, with the last lines
/// of each running step.
final class TerminalPrinter: RunPrinter {
    private struct State {
        var summary = RunSummary()
        var tree = LiveTree()
        var linesOnScreen = 0
        var isOver = false
    }

    private let style: OutputStyle
    private let store: Store
    private let state = Mutex(State())
    private let timer = Mutex<DispatchWatch?>(nil)

    let wantsLines = true

    /// How often the screen is drawn anew, in milliseconds.
    private static let interval = 100

    init(_ style: OutputStyle, store: Store) {
        self.style = style
        self.store = store
        let watch = DispatchWatch(everyMilliseconds: Self.interval) { [weak self] in self?.draw() }
        timer.withLock { $0 = watch }
    }

    func observe(_ event: RunEvent) {
        let lasting = state.withLock { state -> String? in
            state.summary.note(event)
            state.tree.note(event)
            return lastingLine(event)
        }
        if let lasting { draw(lasting) }
    }

    /// What stays on the screen above the tree.
    private func lastingLine(_ event: RunEvent) -> String? {
        switch event {
        case .runBegan(let facts): return RunHeader.text(facts, style)
        case .note(let text): return style.yellow("note: ") + text
        case .stepEnded(let place, let result) where result.outcome == .failure:
            let reason = StepText.reason(result) ?? "failed"
            return "\(style.red("failed")) \(place.job)/\(place.label): \(reason)"
        case .serviceEnded(let place, let result) where result.isUnexpected:
            return "\(style.red("ended")) \(place.job)/\(place.label): \(StepText.end(result))"
        default: return nil
        }
    }

    private func draw(_ lasting: String? = nil) {
        state.withLock { state in
            guard !state.isOver else { return }
            let size = Self.size
            var text = Self.erased(state.linesOnScreen)
            if let lasting { text += lasting + "\n" }
            let lines = state.tree.lines(style, room: max(4, size.rows - 2))
            for line in lines { text += TerminalText.cut(line, width: size.columns - 1) + "\n" }
            state.linesOnScreen = lines.count
            Console.write(text)
        }
    }

    func finish(_ result: RunResult) {
        timer.withLock { $0?.cancel() }
        state.withLock { state in
            state.isOver = true
            let text = state.summary.text(result, store: store, style, tails: true)
            Console.write(Self.erased(state.linesOnScreen) + text)
        }
    }

    func abandon() {
        timer.withLock { $0?.cancel() }
        state.withLock { state in
            state.isOver = true
            Console.write(Self.erased(state.linesOnScreen))
        }
    }

    /// Moves up over the lines of the tree and clears from there down.
    private static func erased(_ lines: Int) -> String {
        lines > 0 ? "\u{1B}[\(lines)A\u{1B}[0J" : ""
    }

    private static var size: (rows: Int, columns: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
        else {
            return (24, 80)
        }
        return (Int(size.ws_row), Int(size.ws_col))
    }
}
