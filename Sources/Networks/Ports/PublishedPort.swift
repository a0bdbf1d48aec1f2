import HostSystem
import SystemPackage

/// A port of the host that leads to a member, until it is let go.
///
/// A thread of ours passes the bytes on: it works on 127.0.0.1, needs no rule and no forwarding on the host, and is
/// the same for root and for an ordinary user. A connection is accepted before the member is asked, so it says nothing
/// about whether the member is ready (`JobNetwork.accepts`); where the member refuses, it is broken off.
package struct PublishedPort: ~Copyable, Sendable {
    /// What was asked for, with the port that was taken.
    package let mapping: PortMapping
    private let thread: LoopThread

    /// How many connections there are at once through one port; more wait in the kernel.
    private static let connectionsMax = 512

    /// Takes the port.
    ///
    /// - Parameters:
    ///   - mapping: Which port, and where it leads.
    ///   - member: The member's address.
    ///   - hub: The hub of the member's network.
    ///   - host: The host's network.
    /// - Returns: The port.
    /// - Throws: `NetworkError.portTaken`; `.system` with `EACCES` where the user may not take a port below 1024.
    static func open(
        _ mapping: PortMapping,
        to member: IPv4Address,
        hub: borrowing NetworkNamespace,
        host: borrowing NetworkNamespace
    ) throws(NetworkError) -> PublishedPort {
        let listener = try host.run { () throws(NetworkError) -> Socket in
            try listen(mapping)
        }
        let destination = SocketAddress(member, port: mapping.memberPort)
        let thread = try LoopThread(in: hub.descriptor) { loop in
            switch mapping.transport {
            case .tcp: relayStreams(from: listener, to: destination, on: loop)
            case .udp: DatagramRelay(listener, to: destination, on: loop).begin()
            }
        }
        var taken = mapping
        taken.hostPort = listener.address?.port ?? mapping.hostPort
        return PublishedPort(mapping: taken, thread: thread)
    }

    private init(mapping: PortMapping, thread: LoopThread) {
        self.mapping = mapping
        self.thread = thread
    }

    private static func listen(_ mapping: PortMapping) throws(NetworkError) -> Socket {
        let address = SocketAddress(mapping.hostAddress, port: mapping.hostPort)
        do throws(SystemError) {
            return try Socket(mapping.transport, at: address)
        } catch {
            guard error.errno == .addressInUse else { throw .system(error) }
            throw .portTaken("\(mapping.hostAddress):\(mapping.hostPort)/\(mapping.transport)")
        }
    }

    private static func relayStreams(
        from listener: Socket,
        to destination: SocketAddress,
        on loop: PollLoop
    ) {
        var count = 0
        loop.watch(listener, for: PollLoop.readable) { _ in
            while count < connectionsMax, let (client, _) = listener.accept() {
                guard let member = try? Socket(.tcp), member.connect(to: destination) == 0 else {
                    client.breakOff()
                    continue
                }
                count += 1
                StreamRelay.begin(client, member, on: loop) {
                    count -= 1
                    loop.change(listener, to: PollLoop.readable)
                }
            }
            if count >= connectionsMax { loop.change(listener, to: 0) }
        }
    }
}
