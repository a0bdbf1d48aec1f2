import ArgumentParser
import Builds
import Glibc
import Synchronization

/// Shows how a build goes on: every line of every command, or a line a step.
///
/// All of it goes to standard error; the image's id is the result.
final class BuildPrinter: BuildObserver {
    /// How progress is shown.
    enum Mode: String, ExpressibleByArgument, CaseIterable {
        case auto, plain, tty
    }

    private struct State {
        var cached = 0
        var made = 0
        var hasLine = false
    }

    private let isPlain: Bool
    private let isQuiet: Bool
    private let style: OutputStyle
    private let state = Mutex(State())

    /// A printer.
    init(_ mode: Mode, isQuiet: Bool, _ style: OutputStyle) {
        let isTerminal = isatty(STDERR_FILENO) == 1 && Environment["TERM"] != "dumb"
        isPlain = mode == .plain || mode == .auto && !isTerminal
        self.isQuiet = isQuiet
        self.style = style
    }

    func observe(_ event: BuildEvent) {
        guard !isQuiet else { return }
        state.withLock { state in
            switch event {
            case .began(let step): begin(step, &state)
            case .cached(let step):
                state.cached += 1
                print(
                    "\(label(step)) \(Self.short(step.text))\(step.number == 1 ? "" : style.dim(": cached"))",
                    &state
                )
            case .ended(let step, let duration):
                state.made += 1
                end(step, "done in \(Amounts.text(duration))", &state)
            case .failed(let step, let duration):
                end(step, style.red("failed") + " after \(Amounts.text(duration))", &state)
            case .line(let step, let text): line(step, text, &state)
            case .note(let text): print("note: \(text)", &state)
            }
        }
    }

    /// Says how it all went.
    func finish(_ duration: Duration, _ names: [String]) {
        guard !isQuiet else { return }
        state.withLock { state in
            let steps = state.cached + state.made
            let name = names.isEmpty ? "" : " \(names.joined(separator: ", "))"
            let made = "\(Amounts.text(steps, "step")), \(state.cached) of them cached"
            let counts = steps == 0 ? "" : ": \(made)"
            print("built\(name) in \(Amounts.text(duration))\(counts)", &state)
        }
    }

    private func begin(_ step: BuildStep, _ state: inout State) {
        let text = "\(label(step)) \(Self.short(step.text))"
        guard !isPlain else { return print(text, &state) }
        clear(&state)
        Console.tellText(String(text.prefix(Self.width)))
        state.hasLine = true
    }

    private func end(_ step: BuildStep, _ text: String, _ state: inout State) {
        guard isPlain else {
            return print("\(label(step)) \(Self.short(step.text)) \(style.dim(text))", &state)
        }
        print("\(label(step)) \(text)", &state)
    }

    private func line(_ step: BuildStep, _ text: String, _ state: inout State) {
        let line = "\(label(step)) | \(TerminalText.visible(text, color: style.color))"
        guard !isPlain else { return print(line, &state) }
        clear(&state)
        Console.tellText(style.dim(String(line.prefix(Self.width))))
        state.hasLine = true
    }

    private func print(_ text: String, _ state: inout State) {
        clear(&state)
        Console.tell(text)
    }

    /// Takes away the line that is written over.
    private func clear(_ state: inout State) {
        if state.hasLine { Console.tellText("\r\u{1B}[K") }
        state.hasLine = false
    }

    private func label(_ step: BuildStep) -> String {
        let stage = step.stage.isEmpty ? "" : "\(step.stage) "
        return style.bold("[\(stage)\(step.number)/\(step.count)]")
    }

    private static func short(_ text: String) -> String {
        let line = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
        return line.count > 120 ? line.prefix(119) + "…" : line
    }

    private static var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else {
            return 79
        }
        return Int(size.ws_col) - 1
    }
}
