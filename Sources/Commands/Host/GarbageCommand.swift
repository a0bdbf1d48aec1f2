import ArgumentParser
import Builds
import Containers
import Execution
import Images
import Networks
import Objects

/// `cuvette gc` takes away what nobody needs.
struct GarbageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Take away what nobody needs any more.",
        discussion: """
            Removed are: what killed runs have left (folders, cgroups), the snapshots of all but the last failed runs, \
            old runs, and layers that no kept run uses. While a run is going on, layers stay.

            EXAMPLES
              cuvette gc
              cuvette gc --keep-runs 10 --verify
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("How many runs stay, with their logs.", valueName: "n"))
    var keepRuns = 100

    @Option(help: ArgumentHelp("How many failed runs keep their snapshots.", valueName: "n"))
    var keepFailed = RunRequest.standardKeptFailures

    @Flag(
        help:
            "Also compare the layers of commits with the git ids that name them; damaged ones are removed."
    )
    var verify = false

    func run() async throws {
        let workplace = try Workplace(common)
        let keeper = Housekeeping(store: workplace.store, ownSession: workplace.session)
        do {
            let shelf = ContainerShelf(workplace.store)
            // Containers whose monitors were killed are ended and written down as such.
            _ = try shelf.all()
            let abandoned =
                try keeper.removeAbandoned(cgroups: .detect()) + shelf.removeRemains()
            try keeper.trimSnapshots(keeping: keepFailed)
            let removed = try keeper.collect(keepingRuns: max(0, keepRuns))
            Console.print("removed \(abandoned) leftovers of killed runs")
            if let removed {
                Console.print("removed \(removed.runs) old runs, \(removed.layers) unused layers")
            } else {
                Console.print("a run is going on; its layers and all others stay")
            }
            try removeBlobs(keeper)
            try removeNetworks()
            if verify { try self.verify(workplace) }
        } catch let code as ExitCode {
            throw code
        } catch {
            throw Console.fail(ErrorText.of(error))
        }
    }

    /// What images without a name have left in the store of blobs.
    private func removeBlobs(_ keeper: Housekeeping) throws {
        guard let removed = try keeper.collectBlobs() else {
            return Console.print("another command uses blobs of images; they stay")
        }
        guard removed.count > 0 else { return }
        let size = Amounts.text(bytes: UInt64(max(0, removed.sizeBytes)))
        Console.print("removed \(removed.count) unused blobs of images, \(size)")
    }

    /// What networks of jobs keep on the host, where no run of anybody uses it.
    private func removeNetworks() throws {
        guard NetworkHost.mayHaveLeftovers else { return }
        let isRemoved = try NetworkHost.here().cleanUp()
        if !isRemoved { Console.print("a run's network uses the host's table; it stays") }
    }

    private func verify(_ workplace: Workplace) throws {
        let outcome = try SourceLayerCheck(SnapshotStore(workplace.session)).run()
        Console.print(
            "verified \(outcome.sound) layers of commits, \(outcome.damaged.count) damaged"
        )
        for name in outcome.damaged { Console.tell("damaged and removed: \(name)") }
        if !outcome.damaged.isEmpty { throw ExitCode(ExitCodes.hostFailure) }
    }
}
