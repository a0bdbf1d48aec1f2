import ArgumentParser
import Glibc

/// How text is shown: with or without colour, on a terminal or not.
struct OutputStyle: Sendable {
    /// When colours are used.
    enum ColorMode: String, ExpressibleByArgument, CaseIterable {
        case auto, always, never
    }

    /// Whether ANSI colours are used.
    var color: Bool
    /// Whether standard output is a terminal that can move its cursor.
    var isTerminal: Bool

    /// The style that suits the environment; `NO_COLOR` and `CLICOLOR_FORCE` are obeyed (no-color.org).
    init(_ mode: ColorMode = .auto) {
        isTerminal = isatty(STDOUT_FILENO) == 1 && Environment["TERM"] != "dumb"
        color =
            switch mode {
            case .always: true
            case .never: false
            case .auto:
                if Environment["NO_COLOR"]?.isEmpty == false {
                    false
                } else {
                    Environment["CLICOLOR_FORCE"].map { $0 != "0" } ?? isTerminal
                }
            }
    }

    func bold(_ text: String) -> String { colored(text, "1") }
    func red(_ text: String) -> String { colored(text, "31") }
    func green(_ text: String) -> String { colored(text, "32") }
    func yellow(_ text: String) -> String { colored(text, "33") }
    func dim(_ text: String) -> String { colored(text, "2") }

    private func colored(_ text: String, _ code: String) -> String {
        color ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

/// The process's environment variables.
enum Environment {
    /// The value of a variable, or nil.
    static subscript(name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// All of them.
    static var all: [String: String] {
        var all: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let parts = String(cString: entry).split(
                separator: "=",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            if parts.count == 2 { all[String(parts[0])] = String(parts[1]) }
            next += 1
        }
        return all
    }
}
