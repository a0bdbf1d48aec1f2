import ArgumentParser
import Builds
import Containers
import Execution
import History
import Images
import Networks
import Objects
import Pipelines

/// `cuvette gc` takes away what nobody needs.
struct GarbageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Take away what nobody needs any more.",
        discussion: """
            Removed are: what killed runs have left (folders, cgroups), the snapshots of all but the last failed runs, \
            old runs, cached steps that nobody has used for long, and layers that nothing uses. Pinned runs stay, and so do \
            the last green and the last red run of every pipeline and branch. While \
            a run is going on, layers stay. How much is kept, and for how long, stands in the store's file \
            "retention" (docs/SHARING.md).

            EXAMPLES
              cuvette gc
              cuvette gc --dry-run
              cuvette gc --keep-runs 10 --verify
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(
        help: ArgumentHelp(
            "How many runs stay, with their logs. (default: as the rules say, else 100)",
            valueName: "n"
        )
    )
    var keepRuns: Int?

    @Option(
        help: ArgumentHelp(
            "How many failed runs keep their snapshots. (default: as the rules say, else 5)",
            valueName: "n"
        )
    )
    var keepFailed: Int?

    @Option(
        help: ArgumentHelp(
            "How many days runs stay. (default: as the rules say, else for ever)",
            valueName: "n"
        )
    )
    var keepDays: Int?

    @Option(
        help: ArgumentHelp(
            "How much records, logs and artifacts of all runs may take, such as 5GiB. (default: as the rules say)",
            valueName: "size"
        )
    )
    var keepSize: ByteSize?

    @Flag(name: [.customShort("n"), .long], help: "Only say what would go.")
    var dryRun = false

    @Flag(
        help:
            "Also compare the layers of commits with the git ids that name them; damaged ones are removed."
    )
    var verify = false

    func run() async throws {
        let workplace = try Workplace(common)
        let keeper = Housekeeping(store: workplace.store, ownSession: workplace.session)
        do {
            // What is about to go is remembered first.
            let history = history(workplace.store)
            if dryRun { return try tell(keeper, rules(workplace), history) }
            let shelf = ContainerShelf(workplace.store)
            // Containers whose monitors were killed are ended and written down as such.
            _ = try shelf.all()
            let abandoned =
                try keeper.removeAbandoned(cgroups: .detect()) + shelf.removeRemains()
            Console.print("removed \(Amounts.text(abandoned, "leftover")) of killed runs")
            let rules = try rules(workplace)
            let trimmed = try keeper.trimSnapshots(rules)
            var removed = try keeper.collect(rules)
            removed.snapshots = trimmed
            removed.forgotten = try history?.trim(to: rules.history) ?? 0
            GarbageText.print(removed, isDry: false)
            try removeBlobs(keeper)
            try removeNetworks()
            if verify { try self.verify(workplace) }
        } catch let code as ExitCode {
            throw code
        } catch {
            throw Console.fail(ErrorText.of(error))
        }
    }

    /// The history; nil where it cannot be opened, which must not keep a full disk from being cleared.
    private func history(_ store: Store) -> HistoryStore? {
        do {
            return try HistoryStore(in: store)
        } catch {
            Console.tell("\(ErrorText.of(error))\n  hint: this command goes on without it")
            return nil
        }
    }

    private func rules(_ workplace: Workplace) throws -> KeepRules {
        var rules = try workplace.rules()
        rules.runs = max(0, keepRuns ?? rules.runs)
        rules.runAge = keepDays.map { .seconds(max(0, $0) * 86_400) } ?? rules.runAge
        rules.runBytes = keepSize.map { UInt64($0.bytes) } ?? rules.runBytes
        rules.snapshots = max(0, keepFailed ?? rules.snapshots)
        return rules
    }

    /// Says what would go.
    private func tell(_ keeper: Housekeeping, _ rules: KeepRules, _ history: HistoryStore?)
        throws
    {
        let trimmed = try keeper.trimSnapshots(rules, isDry: true)
        var outcome = try keeper.collect(rules, isDry: true)
        outcome.snapshots = trimmed
        outcome.forgotten = try history?.trim(to: rules.history, isDry: true) ?? 0
        GarbageText.print(outcome, isDry: true)
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
            "verified \(Amounts.text(outcome.sound, "layer")) of commits, \(outcome.damaged.count) damaged"
        )
        for name in outcome.damaged { Console.tell("damaged and removed: \(name)") }
        if !outcome.damaged.isEmpty { throw ExitCode(ExitCodes.hostFailure) }
    }
}
