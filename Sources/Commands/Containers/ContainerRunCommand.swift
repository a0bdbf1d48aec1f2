import ArgumentParser
import Glibc
import HostSystem
import Images
import Objects
import SystemPackage

/// `cuvette container run`: makes a container and starts it.
struct ContainerRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Make a container and run its command.",
        discussion: """
            EXAMPLES
              cuvette container run --rm -it host bash
              cuvette container run -d --name db -v data:/var/lib/db oci:images/db
              cuvette container run --rm --memory 512m --cpus 2 host make -j2
            """,
        helpNames: .long
    )

    @OptionGroup var options: CreateOptions
    @OptionGroup var store: StoreOptions

    @Flag(name: .shortAndLong, help: "Do not stay; print the id.")
    var detach = false

    @Option(
        name: .customLong("detach-keys"),
        help: "What, typed in a row, leaves it running. (default: ctrl-p,ctrl-q)"
    )
    var detachKeys: String?

    @Argument(
        help:
            "A name such as alpine:3.20, or host, scratch, dir:PATH, oci:PATH[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:NAME]."
    )
    var image: String

    @Argument(parsing: .captureForPassthrough, help: "The command.")
    var command: [String] = []

    func run() throws {
        try ContainerCodes.report(nil, least: ContainerCodes.failure) {
            let store = try store.open()
            let container = try ContainerCreation(options, store).create(image, command)
            guard !detach else {
                _ = try start(container, in: store, watches: false)
                return Console.print(container.configuration.id)
            }
            var session = AttachSession.Options()
            session.sendsInput = options.interactive
            session.detachKeys = try AttachOptions.keys(detachKeys) ?? session.detachKeys
            let signals = try AttachSession.takeSignals()
            let socket = try start(container, in: store, watches: true)
            try AttachOptions.stay(container, socket, signals, session)
        }
    }

    /// One that goes with its end does not stay where not even its monitor could begin, which would have removed it.
    private func startOrRemove(_ container: StoredContainer, in store: Store, watches: Bool) throws
        -> OpenFile
    {
        do {
            return try ContainerPlace.start(container, in: store, watches: watches)
        } catch {
            let shelf = ContainerShelf(store)
            if container.configuration.removesItself, shelf.contains(container.configuration.id) {
                // The first error is the one to tell; "prune" takes away what stays.
                try? ContainerRemover(shelf).remove(container, force: true, withVolumes: true)
            }
            throw error
        }
    }

    private func start(_ container: StoredContainer, in store: Store, watches: Bool) throws
        -> OpenFile
    {
        let socket = try startOrRemove(container, in: store, watches: watches)
        // One that has ended already and removed itself has nothing to warn of.
        for limit in (try? container.folder.life())?.unenforced ?? [] {
            Console.tell("warning: nothing on this host enforces the limit on \(limit)")
        }
        return socket
    }
}
