import CSandbox
import FoundationEssentials
import Glibc
import HostSystem
import Images
import SystemPackage

/// A container's seat in a network of several: it is the container's as long as this value is there.
final class SeatLease {
    private let socket: OpenFile
    private let namespace: OpenFile
    /// What the keeper said of it.
    let answer: SeatAnswer

    /// The member's network; lent.
    var descriptor: Int32 { namespace.descriptor }

    /// Takes a seat, and has the network kept where nobody keeps it yet.
    ///
    /// - Throws: `ObjectError`, `SystemError`.
    init(_ request: SeatRequest, in name: String, of store: Store) throws {
        let shelf = NetworkShelf(store)
        guard try shelf.find(name) != nil else {
            throw ObjectError(
                "there is no network \"\(name)\"",
                hint: "\"cuvette network create \(name)\" makes it"
            )
        }
        let folder = try Directory(opening: shelf.path(of: name))
        // A keeper may end between our two looks at it.
        for _ in 0..<5 {
            guard let socket = Self.connect(folder) else {
                try KeeperProcess.start(name, in: store)
                continue
            }
            guard let (answer, namespace) = try Self.ask(request, socket) else { continue }
            if let failure = answer.failure { throw failure }
            self.socket = socket
            self.namespace = OpenFile(adopting: namespace)
            self.answer = answer
            return
        }
        throw ObjectError("nobody keeps network \"\(name)\"", hint: "try again")
    }

    private static func connect(_ folder: borrowing Directory) -> OpenFile? {
        let descriptor = csandbox_connect(folder.descriptor, NetworkKeeper.socketName)
        return descriptor < 0 ? nil : OpenFile(adopting: descriptor)
    }

    /// Nil where the keeper is gone.
    private static func ask(_ request: SeatRequest, _ socket: borrowing OpenFile) throws
        -> (SeatAnswer, namespace: Int32)?
    {
        let bytes = Array(try JSONEncoder().encode(request))
        guard bytes.count <= SeatAnswer.maximumLength else {
            throw ObjectError("the names and ports of the container are too many")
        }
        guard send(socket.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            return nil
        }
        var buffer = [UInt8](repeating: 0, count: SeatAnswer.maximumLength)
        var namespace: Int32 = -1
        let count = csandbox_receive(socket.descriptor, &buffer, buffer.count, &namespace)
        guard count > 0, namespace >= 0 else { return nil }
        let answer = try JSONDecoder().decode(SeatAnswer.self, from: Data(buffer[..<count]))
        return (answer, namespace)
    }
}
