import ArgumentParser

/// `cuvette man` prints the manual page.
struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man",
        abstract: "Print the manual page, made of the same texts as --help.",
        discussion: """
            EXAMPLES
              cuvette man | man -l -
              cuvette man > /usr/local/share/man/man1/cuvette.1
            """
    )

    func run() {
        Console.write(Manual.page(of: CuvetteCommand.self))
    }
}

/// Writes a manual page: man(7) macros around the texts of `--help`.
enum Manual {
    /// The page of a command and all its subcommands.
    static func page(of command: any ParsableCommand.Type) -> String {
        var page = ".TH CUVETTE 1 \"\" \"cuvette \(CuvetteCommand.version)\" \"User Commands\"\n"
        page += ".SH NAME\ncuvette \\- \(escaped(command.configuration.abstract))\n"
        page += section("SYNOPSIS", CuvetteCommand.helpMessage(columns: 72))
        for child in command.configuration.subcommands {
            let name = (child.configuration.commandName ?? "").uppercased()
            page += section("CUVETTE \(name)", CuvetteCommand.helpMessage(for: child, columns: 72))
        }
        return page
    }

    private static func section(_ name: String, _ text: String) -> String {
        ".SH \(name)\n.nf\n\(text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }.joined(separator: "\n"))\n.fi\n"
    }

    /// A backslash begins an escape, and a dot or quote at a line's start a macro.
    private static func escaped(_ line: String) -> String {
        let text = line.split(separator: "\\", omittingEmptySubsequences: false).joined(
            separator: "\\e"
        )
        .split(separator: "-", omittingEmptySubsequences: false).joined(separator: "\\-")
        return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&\(text)" : text
    }
}
