import Glibc
package import HostSystem
package import Images
package import SystemPackage

/// The folder of one run in the store: its record, its logs, and what it keeps.
///
/// ```
/// runs/42/
///   session                the name of the session that runs it; its death is the run's
///   events.ndjson          what happened, a line an event, without output
///   run.json               what came of it; missing while it goes on
///   jobs/SLUG/01.log       what a step wrote; 01.idx tells streams and times apart; a service's is service-NAME.log
///   jobs/SLUG/01.reports.xml  the step's test reports, until the run has ended and they are in reports.xml
///   jobs/SLUG/01.egress.json  what it contacted, where the job has a network of its own
///   jobs/SLUG/layers/01    the snapshots of a job that failed, or of any with --keep
///   jobs/SLUG/checkpoint.json  what it takes to make the containers of such a job again
///   pipeline.yml           the pipeline's text, where a job is kept
///   pinned                 where housekeeping is to leave the run alone
///   in-use                 locked by whoever works with the snapshots
///   layers.txt             the layers of the store that it was made of
///   artifacts/NAME/        files that jobs keep
///   reports.xml            test reports, merged, as JUnit with nested suites
/// ```
package struct RunDirectory: Sendable, Hashable {
    /// The run's number.
    package let number: Int
    /// Where it is.
    package let path: FilePath

    /// The folder of a run by its number; it need not be there.
    package init(_ number: Int, in store: Store) {
        self.number = number
        path = store.path.appending("runs").appending("\(number)")
    }

    /// A folder that is no run of the store, for what is run apart.
    init(apart path: FilePath) {
        number = 0
        self.path = path
    }

    /// Makes the folder of a new run, with the next number.
    ///
    /// - Parameter session: Whose run it is.
    /// - Returns: The folder.
    /// - Throws: `SystemError`.
    package static func next(in session: Session) throws(SystemError) -> RunDirectory {
        let runs = try session.store.folder("runs")
        let unnumbered = session.freshName("run")
        // The folder is complete before it is seen: one without a session would be taken for a dead run's.
        try session.directory.makeDirectory(unnumbered).writeFile(
            "session",
            Array(session.name.utf8)
        )
        var number = (try numbers(in: session.store).last ?? 0) + 1
        // Another process may be taking the same number; a folder that is not empty is not replaced by rename(2).
        while true {
            do throws(SystemError) {
                try session.directory.rename(unnumbered, to: runs, as: FilePath("\(number)"))
                return RunDirectory(number, in: session.store)
            } catch {
                guard error.errno == .directoryNotEmpty || error.errno == .fileExists else {
                    throw error
                }
                number += 1
            }
        }
    }

    /// The numbers of all runs of a store, the oldest first.
    package static func numbers(in store: Store) throws(SystemError) -> [Int] {
        try store.folder("runs").names().compactMap { Int($0.string) }.sorted()
    }

    /// The file that lists the layers that the run was made of, a name a line.
    static let layersFile: FilePath = "layers.txt"

    /// The file that keeps the run and its snapshots until it is taken away.
    package static let pinFile: FilePath = "pinned"

    /// Whether housekeeping leaves the run alone.
    package var isPinned: Bool {
        (try? open().contains(Self.pinFile)) ?? false
    }

    /// Whether the run has no end, and nobody is left who could give it one.
    ///
    /// - Parameter store: The store of the run.
    /// - Returns: Whether its process was killed; housekeeping will write that down.
    package func isInterrupted(in store: Store) -> Bool {
        guard let folder = try? open(),
            let session = try? folder.readFile("session", limit: 4096), !session.isEmpty,
            !Session.isAlive(String(decoding: session, as: UTF8.self), in: store)
        else { return false }
        // Looked for last: a run that ends meanwhile writes it before its session goes.
        return !folder.contains("run.json")
    }

    /// The open folder.
    package func open() throws(SystemError) -> Directory {
        try Directory(opening: path)
    }

    /// The open folder of a job, made where it is missing.
    package func job(_ slug: String) throws(SystemError) -> Directory {
        try open().makeDirectory(FilePath("jobs").appending(slug))
    }
}
