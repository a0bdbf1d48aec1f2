import Glibc

/// A terminal that hands on every key as it is pressed; termios(3).
package struct RawTerminal {
    private let descriptor: Int32
    private let before: termios?

    /// Makes it so; one that is no terminal stays as it is.
    package init(_ descriptor: Int32) {
        self.descriptor = descriptor
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else {
            before = nil
            return
        }
        before = settings
        cfmakeraw(&settings)
        tcsetattr(descriptor, TCSANOW, &settings)
    }

    /// As it was before.
    package func restore() {
        guard var settings = before else { return }
        tcsetattr(descriptor, TCSANOW, &settings)
    }
}
