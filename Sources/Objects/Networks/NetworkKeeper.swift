import CSandbox
import FoundationEssentials
import Glibc
package import HostSystem
package import Images
import Networks
import SystemPackage

/// The process that holds a network while containers are in it: the first container's monitor starts it, and it ends by
/// itself a moment after the last one has gone.
///
/// A container is a member as long as its monitor holds a socket to the keeper, so that nothing stays of one that is
/// killed. Where the keeper itself is killed, its members lose their network, and a restart of them makes it anew.
package final class NetworkKeeper {
    /// The descriptor on which it finds the socket to its starter.
    package static let starterDescriptor: Int32 = 3
    static let socketName = "keeper"

    /// How long it stays without members: a container that is restarted finds it still there.
    private static let patience = Duration.seconds(1)

    private let network: JobNetwork
    private let listener: OpenFile
    private var seats: [KeptSeat] = []

    private init(_ record: StoredNetwork, listener: consuming OpenFile) throws {
        network = try JobNetwork.open(
            record.access,
            on: NetworkHost.current(path: ContainerSeat.path)
        )
        self.listener = listener
    }

    /// Keeps a network until nobody is in it.
    ///
    /// - Parameters:
    ///   - name: Which.
    ///   - store: Where it is.
    ///   - starter: The socket to whoever started us, who is told once the network is there.
    package static func run(_ name: String, in store: Store, starter: consuming OpenFile) {
        do {
            guard let record = try NetworkShelf(store).find(name) else {
                throw ObjectError("there is no network \"\(name)\"")
            }
            let folder = try Directory(opening: NetworkShelf(store).path(of: name))
            // One that is ending lets go in a moment; one that serves is whom our starter wants.
            guard let lock = try lock(folder) else { return tell(starter, nil) }
            defer { withExtendedLifetime(lock) {} }
            try folder.removeFile(FilePath(socketName))
            let listener = OpenFile(
                adopting: try call(
                    "make the socket of network \(name)",
                    "bind",
                    csandbox_listen(folder.descriptor, socketName)
                )
            )
            let keeper = try NetworkKeeper(record, listener: listener)
            tell(starter, nil)
            keeper.serve()
            try? folder.removeFile(FilePath(socketName))
        } catch {
            tell(starter, ObjectError(error))
        }
    }

    private static func lock(_ folder: borrowing Directory) throws(SystemError) -> FileLock? {
        for _ in 0..<100 {
            if let lock = try FileLock.taken("lock", in: folder) { return lock }
            // Whoever holds it and listens is the keeper.
            let other = csandbox_connect(folder.descriptor, socketName)
            if other >= 0 {
                close(other)
                return nil
            }
            usleep(20_000)
        }
        return nil
    }

    private static func tell(_ starter: borrowing OpenFile, _ error: ObjectError?) {
        let answer = SeatAnswer(failure: error)
        // A sentence can always be written.
        let bytes = (try? JSONEncoder().encode(answer)).map { Array($0) } ?? []
        _ = send(starter.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    private func serve() {
        var idleSince = ContinuousClock.now
        while true {
            if !seats.isEmpty { idleSince = .now }
            guard seats.isEmpty == false || idleSince.duration(to: .now) < Self.patience else {
                return
            }
            var polled = ([listener.descriptor] + seats.map(\.descriptor)).map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            guard poll(&polled, nfds_t(polled.count), seats.isEmpty ? 200 : -1) > 0 else {
                continue
            }
            // The gone first: a container that is started again has the name that it had before.
            for (seat, entry) in zip(seats, polled.dropFirst()) where entry.revents != 0 {
                seat.take(in: network)
            }
            seats.removeAll(where: \.isGone)
            if polled[0].revents != 0 { accept() }
        }
    }

    private func accept() {
        let descriptor = Glibc.accept(listener.descriptor, nil, nil)
        guard descriptor >= 0 else { return }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        seats.append(KeptSeat(OpenFile(adopting: descriptor)))
    }
}
