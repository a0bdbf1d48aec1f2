import ArgumentParser
import Execution
import Glibc
import HostSystem
import OrderedCollections
import Pipelines
import SystemPackage

/// Gets the values of secrets from where the pipeline says: a variable, a file, or the person at the terminal.
struct SecretsReader {
    /// What relative paths are relative to, and where files may be read without being allowed.
    let root: FilePath
    /// Folders that were allowed on the command line.
    let allowed: [String]

    /// The largest secret, in bytes.
    static let maximumSize = 1 << 20

    /// All values, or an end of the program with code 2 that names every secret without one.
    func values(of secrets: OrderedDictionary<String, Secret>) throws -> [String: String] {
        var values: [String: String] = [:]
        var missing: [String] = []
        for (name, secret) in secrets {
            switch secret.source {
            case .environment(let variable):
                values[name] = Environment[variable]
                if values[name] == nil {
                    missing.append("secret \(name): the variable \(variable) is not set")
                }
            case .file(let path):
                do throws(SystemError) {
                    values[name] = try read(path)
                } catch {
                    missing.append("secret \(name): \(error)")
                }
            case .prompt(let text):
                values[name] = ask(text)
                if values[name] == nil {
                    missing.append("secret \(name): there is no terminal to ask for it")
                }
            }
        }
        guard missing.isEmpty else {
            throw Console.fail(missing.joined(separator: "\nerror: "), code: ExitCodes.wrongInput)
        }
        return values
    }

    /// Reads a file below the repository or an allowed folder; the last line feed is left out.
    private func read(_ path: String) throws(SystemError) -> String {
        let file = try AllowedPaths(root: root, allowed: allowed.map { FilePath($0) }).open(path)
        var text = String(
            decoding: try file.readAll(limit: Self.maximumSize, name: path),
            as: UTF8.self
        )
        if text.hasSuffix("\n") { text.removeLast() }
        return text
    }

    /// Asks at the terminal, without showing what is typed.
    private func ask(_ text: String) -> String? {
        guard let terminal = fopen("/dev/tty", "r+e") else { return nil }
        defer { fclose(terminal) }
        var settings = termios()
        tcgetattr(fileno(terminal), &settings)
        var hidden = settings
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(fileno(terminal), TCSAFLUSH, &hidden)
        defer { tcsetattr(fileno(terminal), TCSAFLUSH, &settings) }
        fputs("\(text): ", terminal)
        fflush(terminal)
        var buffer = [CChar](repeating: 0, count: 4096)
        guard let line = fgets(&buffer, Int32(buffer.count), terminal) else { return nil }
        fputs("\n", terminal)
        return String(String(cString: line).prefix { $0 != "\n" })
    }
}
