/// A UDP port that leads to a member: each client gets a socket of its own there, so that answers find back.
final class DatagramRelay {
    private struct Client {
        var socket: Socket
        var timer: Int
    }

    private let listener: Socket
    private let destination: SocketAddress
    private let loop: PollLoop
    private var clients: [SocketAddress: Client] = [:]

    /// After which silence a client is forgotten.
    private static let idleTime = Duration.seconds(60)
    /// How many clients there are at once; datagrams of more are dropped.
    private static let clientsMax = 1024

    /// A relay; its loop's thread is in the hub.
    init(_ listener: Socket, to destination: SocketAddress, on loop: PollLoop) {
        self.listener = listener
        self.destination = destination
        self.loop = loop
    }

    /// Serves; the loop keeps the relay from here on.
    func begin() {
        loop.watch(listener, for: PollLoop.readable) { _ in self.receive() }
    }

    private func receive() {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        for _ in 0..<64 {
            guard case (.bytes(let count), let sender?) = listener.receive(into: &buffer) else {
                return
            }
            // UDP may lose a datagram anywhere, so also here.
            _ = socket(of: sender)?.send(buffer[..<count])
        }
    }

    private func socket(of client: SocketAddress) -> Socket? {
        if let known = clients[client] {
            loop.cancel(known.timer)
            clients[client]?.timer = timer(of: client)
            return known.socket
        }
        guard clients.count < Self.clientsMax, let socket = try? Socket(.udp),
            socket.connect(to: destination) == 0
        else { return nil }
        clients[client] = Client(socket: socket, timer: timer(of: client))
        loop.watch(socket, for: PollLoop.readable) { _ in self.answer(client, from: socket) }
        return socket
    }

    private func timer(of client: SocketAddress) -> Int {
        loop.after(Self.idleTime) {
            guard let ended = self.clients.removeValue(forKey: client) else { return }
            self.loop.forget(ended.socket)
        }
    }

    private func answer(_ client: SocketAddress, from socket: Socket) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        for _ in 0..<64 {
            // An error says that nobody listens there yet, and reading takes it away.
            guard case (.bytes(let count), _) = socket.receive(into: &buffer) else { return }
            _ = listener.send(buffer[..<count], to: client)
        }
    }
}
