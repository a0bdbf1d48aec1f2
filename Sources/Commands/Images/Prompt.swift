import ArgumentParser
import Glibc

/// Asks the person at the terminal.
enum Prompt {
    /// Asks for a line that is shown while it is typed.
    static func line(_ question: String) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            throw Console.fail(
                "there is nobody to ask for the name\n  hint: give it with --username",
                code: ExitCodes.wrongInput
            )
        }
        Console.write(question, [], to: STDERR_FILENO)
        return readLine() ?? ""
    }

    /// Asks for a line that is not shown.
    static func secret(_ question: String) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            throw Console.fail(
                "there is nobody to ask for the password\n  hint: give it with --password-stdin",
                code: ExitCodes.wrongInput
            )
        }
        var before = termios()
        tcgetattr(STDIN_FILENO, &before)
        var hidden = before
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            Console.tell("")
        }
        Console.write(question, [], to: STDERR_FILENO)
        return readLine() ?? ""
    }

    /// All of standard input, without the line feed at its end.
    static func allInput() throws -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0, bytes.count < 65_536 else { break }
            bytes += buffer[..<count]
        }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
