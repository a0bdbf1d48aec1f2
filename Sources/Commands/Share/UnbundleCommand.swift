import ArgumentParser
import Containers
import Execution
import HostSystem
import Images
import SystemPackage

/// `cuvette unbundle` takes a bundle into the store.
struct UnbundleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unbundle",
        abstract:
            "Take the run of a bundle into the store, as a kept run with a number of its own.",
        discussion: """
            From then on every command for kept runs takes it: reproduce, shell, diff, logs, explain, export. The number is \
            printed.

            EXAMPLES
              cuvette unbundle run.cuv
              cuvette reproduce $(cuvette unbundle run.cuv)
            """
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp("The file.", valueName: "file"))
    var file: String

    func run() async throws {
        let directory = try await BundleFile(file).take(Workplace(common))
        Console.print("\(directory.number)")
    }
}

/// A bundle on the disk.
struct BundleFile {
    let path: String

    init(_ path: String) {
        self.path = path
    }

    /// Whether a word of the command line means a file, and not a run.
    static func isMeant(by word: String) -> Bool {
        Int(word.split(separator: "/").first.map(String.init) ?? "") == nil
            && (word.hasSuffix(".cuv") || (try? OpenFile(opening: FilePath(word))) != nil)
    }

    /// Takes its run into a store.
    ///
    /// - Throws: `ExitCode`, after having said why.
    func take(_ workplace: Workplace) async throws -> RunDirectory {
        do {
            let host = try workplace.containerHost()
            let bundle = try BundleImport(
                FilePath(path),
                workplace.session,
                marks: host.rights.inUserNamespace ? .user : .trusted
            )
            return try await bundle.run()
        } catch let code as ExitCode {
            throw code
        } catch let error as SystemError {
            throw Console.fail(error.description, code: ExitCodes.hostFailure)
        } catch {
            throw Console.fail(ErrorText.of(error), code: ExitCodes.wrongInput)
        }
    }
}
