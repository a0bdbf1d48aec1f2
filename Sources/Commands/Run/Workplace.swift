import ArgumentParser
import Containers
import Execution
import Glibc
import HostSystem
import Images
import SystemPackage

/// The store, this process's session in it, and the means to make containers.
struct Workplace {
    let store: Store
    let session: Session

    /// Opens everything that a run needs before it knows what it is of.
    init(_ options: CommonOptions) throws {
        let facts = HostIdentity.current
        guard facts.rights != nil else {
            throw Console.fail(
                "this host does not let user \(facts.uid) make containers (\(String(cString: strerror(facts.failure))))\n  hint: \"cuvette doctor\" says what to change"
            )
        }
        store = try options.openStore()
        do {
            session = try Session(in: store)
        } catch {
            throw Console.fail(ErrorText.of(error))
        }
    }

    /// A folder for the objects of a working directory.
    ///
    /// It has to be there: libgit2 passes a missing one over and writes to the repository's own store instead.
    func objects() throws -> FilePath {
        try Self.objects(of: session)
    }

    /// The same for a session without a workplace.
    static func objects(of session: Session) throws -> FilePath {
        do {
            return try session.directory.makeDirectory("objects").path
        } catch {
            throw Console.fail(ErrorText.of(error))
        }
    }

    /// Takes the session's folder away at once, for a command that is over.
    ///
    /// A thread that has just ended its work may still hold the session when the program exits.
    func end() {
        // What stays is found by the next command.
        try? store.folder("sessions").removeTree(FilePath(session.name))
    }

    /// What containers share.
    func containerHost() throws -> ContainerHost {
        do {
            return try ContainerHost(
                initProgram: try InitProgram.path(),
                rights: HostIdentity.current.rights ?? .root
            )
        } catch let error as ContainerError {
            throw Console.fail(ErrorText.of(error))
        }
    }

    /// What the store keeps, and for how long.
    func rules() throws -> KeepRules {
        do {
            return try KeepRules(of: store)
        } catch let error as KeepRules.FileError {
            throw Console.fail(error.description, code: ExitCodes.wrongInput)
        } catch {
            throw Console.fail(ErrorText.of(error))
        }
    }

    /// Takes away what dead runs have left, and snapshots of runs that are too many, too old or too large.
    ///
    /// - Parameter keepFailed: How many runs keep theirs; as the store's rules say where nil.
    /// - Throws: `ExitCode`, after having said why.
    func tidy(keepFailed: Int?) throws {
        var rules = try self.rules()
        rules.snapshots = keepFailed ?? rules.snapshots
        do {
            let keeper = Housekeeping(store: store, ownSession: session)
            try keeper.removeAbandoned(cgroups: .detect())
            try keeper.trimSnapshots(rules)
        } catch {
            throw Console.fail(ErrorText.of(error))
        }
    }
}

/// Where the container's init program is.
enum InitProgram {
    /// The program beside this one, or where `make install` puts it.
    static func path() throws -> FilePath {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard readlink("/proc/self/exe", &buffer, buffer.count - 1) > 0 else {
            throw Console.fail("cannot find out where this program is")
        }
        let folder = FilePath(platformString: buffer).removingLastComponent()
        let places = [
            folder.appending("cuvette-init"),
            folder.removingLastComponent().appending("libexec/cuvette/cuvette-init"),
        ]
        for place in places where access(place.string, X_OK) == 0 { return place }
        throw Console.fail(
            "the program cuvette-init is missing\n  hint: it belongs beside cuvette, or in libexec/cuvette; \"make install\" puts it there"
        )
    }
}
