import ArgumentParser
import Git
import HostSystem
import Images
import SystemPackage

/// The options of every command that looks at a repository or the store.
struct CommonOptions: ParsableArguments {
    @Option(
        name: [.customShort("C"), .long],
        help: ArgumentHelp("The repository.", valueName: "dir")
    )
    var repository = "."

    @Option(
        help: ArgumentHelp(
            "Where runs and layers are kept. (default: $CUVETTE_STORE, else /var/lib/cuvette for root and ~/.local/share/cuvette for others)",
            valueName: "dir"
        )
    )
    var store: String?

    @Option(help: "When to use colours: auto, always, never.")
    var color = OutputStyle.ColorMode.auto

    /// How to show text.
    var style: OutputStyle { OutputStyle(color) }

    /// Opens the repository.
    func openRepository() throws -> Repository {
        do {
            return try Repository(at: FilePath(repository))
        } catch {
            throw Console.fail(
                "\(error)\(error.hint.map { "\n  hint: \($0)" } ?? "")",
                code: ExitCodes.wrongInput
            )
        }
    }

    /// Opens the store, and makes it where it is missing.
    func openStore() throws -> Store {
        try Self.openStore(store)
    }

    /// Opens a store that an option names, or the standard one, and makes it where it is missing.
    static func openStore(_ store: String?) throws -> Store {
        let path =
            store.map { FilePath($0) }
            ?? Store.standardPath(
                environment: Environment.all,
                isRoot: HostIdentity.current.uid == 0
            )
        do {
            return try Store(at: path)
        } catch {
            throw Console.fail(
                "\(error)\(error.hint.map { "\n  hint: \($0)" } ?? "\n  hint: name another folder with --store")"
            )
        }
    }
}
