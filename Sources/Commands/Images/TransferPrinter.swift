import Glibc
import OCI
import Registries
import Synchronization

/// Shows on standard error what is moved: bars on a terminal, else a line for each image.
final class TransferPrinter: TransferObserver {
    /// How much is told.
    enum Volume: Sendable {
        /// Bars that move.
        case bars
        /// A line for what happens to an image as a whole.
        case lines
        /// Only what one has to know.
        case quiet
    }

    private struct State {
        var board: TransferBoard
        var linesOnScreen = 0
        var isOver = false
    }

    private let volume: Volume
    private let verb: String
    private let style: OutputStyle
    private let state: Mutex<State>
    private let timer = Mutex<DispatchWatch?>(nil)

    /// How often the bars are drawn anew, in milliseconds.
    private static let interval = 100

    /// A printer.
    ///
    /// - Parameters:
    ///   - verb: What is done: `pulling`, `pushing`.
    ///   - isQuiet: Whether only warnings are told.
    ///   - style: With or without colour.
    init(_ verb: String, isQuiet: Bool, _ style: OutputStyle) {
        self.verb = verb
        let afterwards = verb == "pulling" ? "unpacking" : "writing the manifest"
        state = Mutex(State(board: TransferBoard(afterwards: afterwards)))
        self.style = style
        let isTerminal = isatty(STDERR_FILENO) == 1 && Environment["TERM"] != "dumb"
        volume = isQuiet ? .quiet : isTerminal ? .bars : .lines
        guard volume == .bars else { return }
        let watch = DispatchWatch(everyMilliseconds: Self.interval) { [weak self] in
            self?.draw(nil)
        }
        timer.withLock { $0 = watch }
    }

    func observe(_ event: TransferEvent) {
        let line = state.withLock { state in
            state.board.note(event)
            return lastingLine(event)
        }
        guard let line else { return }
        if volume == .bars { draw(line) } else { Console.tell(line) }
    }

    /// What stays on the screen.
    private func lastingLine(_ event: TransferEvent) -> String? {
        switch event {
        case .planned(let reference, let place, let blobs):
            guard volume != .quiet else { return nil }
            let size = Amounts.text(bytes: UInt64(blobs.reduce(0) { $0 + max(0, $1.size) }))
            let count = max(0, blobs.count - 1)
            let origin = place == reference.name ? "" : " by way of \(place)"
            return
                "\(verb) \(reference)\(origin): \(count) layer\(count == 1 ? "" : "s"), \(size)"
        case .retrying(let host, let reason, let delay):
            return "\(host): \(reason); trying again in \(Amounts.text(delay))"
        case .note(let text): return style.yellow("note: ") + text
        case .present, .moved, .finished: return nil
        }
    }

    /// Takes the bars away until the next image begins, so that a result can be printed.
    func pause() {
        state.withLock { state in
            Console.write(Self.erased(state.linesOnScreen), [], to: STDERR_FILENO)
            state.linesOnScreen = 0
            state.board = TransferBoard(afterwards: state.board.afterwards)
        }
    }

    /// Takes the bars away; nothing is drawn afterwards.
    func finish() {
        timer.withLock { $0?.cancel() }
        state.withLock { state in
            state.isOver = true
            Console.write(Self.erased(state.linesOnScreen), [], to: STDERR_FILENO)
            state.linesOnScreen = 0
        }
    }

    private func draw(_ lasting: String?) {
        state.withLock { state in
            guard !state.isOver else { return }
            let size = Self.size
            var text = Self.erased(state.linesOnScreen)
            if let lasting { text += lasting + "\n" }
            let lines = state.board.lines(style, room: max(2, min(12, size.rows - 2)))
            for line in lines { text += TerminalText.cut(line, width: size.columns - 1) + "\n" }
            state.linesOnScreen = lines.count
            Console.write(text, [], to: STDERR_FILENO)
        }
    }

    /// Moves up over the bars and clears from there down.
    private static func erased(_ lines: Int) -> String {
        lines > 0 ? "\u{1B}[\(lines)A\u{1B}[0J" : ""
    }

    private static var size: (rows: Int, columns: Int) {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
        else { return (24, 80) }
        return (Int(size.ws_row), Int(size.ws_col))
    }
}
