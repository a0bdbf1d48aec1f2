import CSandbox
import Glibc
import HostSystem
import SystemPackage

/// A socket that never waits, of the network that its maker's thread was in; closed with its last holder.
///
/// It is a class since the handlers of a `PollLoop` share it.
final class Socket: Sendable {
    private let file: OpenFile
    private let listens: Bool

    /// The number of the socket's descriptor.
    var descriptor: Int32 { file.descriptor }

    private init(adopting file: consuming OpenFile, listens: Bool = false) {
        self.file = file
        self.listens = listens
    }

    deinit {
        // A process that is being started on another thread has a copy of the descriptor until it runs its program;
        // nobody is to be let in by that, nor kept from the port.
        if listens { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    /// Makes a socket in the calling thread's network.
    convenience init(_ transport: TransportProtocol, family: Int32 = AF_INET) throws(SystemError) {
        try self.init(transport, family: family, listens: false)
    }

    private init(
        _ transport: TransportProtocol,
        family: Int32,
        listens: Bool
    ) throws(SystemError) {
        let type = transport == .tcp ? SOCK_STREAM : SOCK_DGRAM
        let made = csandbox_socket(family, Int32(type.rawValue), 0)
        file = OpenFile(adopting: try call("make a socket", "socket", made))
        self.listens = listens
    }

    /// Makes a socket that others can reach.
    ///
    /// - Parameters:
    ///   - transport: Which kind; one of TCP listens.
    ///   - address: Where; port 0 for one that is free.
    /// - Throws: `SystemError`; `EADDRINUSE` where another has the port.
    convenience init(
        _ transport: TransportProtocol,
        at address: SocketAddress
    ) throws(SystemError) {
        try self.init(transport, family: address.family, listens: transport == .tcp)
        if transport == .tcp { setOption(SO_REUSEADDR, 1) }
        let place = "\(address.ipv4):\(address.port)"
        let bound = address.withPointer { bind(descriptor, $0, $1) } ?? -1
        try call("take port \(place)", "bind", bound)
        if transport == .tcp {
            try call("listen on port \(place)", "listen", listen(descriptor, 128))
        }
    }

    /// The address that the socket has.
    var address: SocketAddress? {
        SocketAddress.receiving { getsockname(descriptor, $0, $1) }.1
    }

    /// Begins to connect; a stream is connected once it can be written to and `pendingError` is 0.
    ///
    /// - Returns: 0, or the `errno`; `EINPROGRESS` is 0.
    func connect(to address: SocketAddress) -> Int32 {
        let result = address.withPointer { Glibc.connect(descriptor, $0, $1) } ?? -1
        return result == 0 || errno == EINPROGRESS ? 0 : errno
    }

    /// The `errno` of what went wrong since it was last asked; 0 for nothing.
    var pendingError: Int32 {
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        let result = getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size)
        return result == 0 ? error : errno
    }

    /// Takes a connection, or nil where none is waiting.
    func accept() -> (Socket, SocketAddress?)? {
        let (accepted, peer) = SocketAddress.receiving { csandbox_accept(descriptor, $0, $1) }
        guard accepted >= 0 else { return nil }
        return (Socket(adopting: OpenFile(adopting: accepted)), peer)
    }

    /// What reading or writing came to.
    enum Transfer {
        /// So many bytes; of a stream, none is the end.
        case bytes(Int)
        /// Nothing now.
        case later
        /// The `errno`.
        case failed(Int32)
    }

    /// Reads into a buffer, and tells who sent it where that is known.
    func receive(into buffer: inout [UInt8]) -> (Transfer, SocketAddress?) {
        let (count, sender) = SocketAddress.receiving { address, size in
            buffer.withUnsafeMutableBytes {
                recvfrom(descriptor, $0.baseAddress, $0.count, 0, address, size)
            }
        }
        return (Self.transfer(count), sender)
    }

    /// Sends bytes, to an address where the socket is not connected.
    func send(_ bytes: some Collection<UInt8>, to address: SocketAddress? = nil) -> Transfer {
        let bytes = ContiguousArray(bytes)
        let flags = Int32(MSG_NOSIGNAL)
        let count = bytes.withUnsafeBytes { buffer in
            guard let address else {
                return Glibc.send(descriptor, buffer.baseAddress, buffer.count, flags)
            }
            return address.withPointer {
                sendto(descriptor, buffer.baseAddress, buffer.count, flags, $0, $1)
            } ?? -1
        }
        return Self.transfer(count)
    }

    private static func transfer(_ count: Int) -> Transfer {
        if count >= 0 { return .bytes(count) }
        return errno == EAGAIN || errno == EINTR ? .later : .failed(errno)
    }

    /// Says that nothing more will be sent.
    func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Makes closing tell the peer that the connection was broken off.
    func breakOff() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    }

    private func setOption(_ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, SOL_SOCKET, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
