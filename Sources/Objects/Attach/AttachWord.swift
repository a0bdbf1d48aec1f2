/// What a monitor and those who are attached to it tell each other: packets that begin with one of these bytes.
enum AttachWord: UInt8, Sendable {
    /// To those attached: bytes of the standard output or the terminal.
    case output = 0x6F
    /// Bytes of the standard errors.
    case errors = 0x65
    /// The command runs.
    case started = 0x73
    /// It has ended: its exit code, as decimal digits.
    case ended = 0x78
    /// It could not be started: an `ObjectError` as JSON.
    case failed = 0x66
    /// To the monitor: I want to see the output, and may type.
    case watch = 0x77
    /// Bytes for the standard input.
    case typed = 0x74
    /// Nothing more will be typed.
    case inputEnded = 0x63
    /// The size of the terminal: rows and columns, as decimal digits.
    case size = 0x7A

    /// The most bytes behind a word: what a socket's buffer surely takes at once.
    static let maximumLength = 32_768
}
