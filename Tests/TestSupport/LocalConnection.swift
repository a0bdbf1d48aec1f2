import Glibc

/// A TCP server on a thread of its own that greets whoever connects and closes; it ends with its owner.
package final class LocalServer: Sendable {
    private let listener: Int32
    /// The port that it has.
    package let port: UInt16

    /// Listens in the calling thread's network.
    ///
    /// - Parameters:
    ///   - address: IPv4, as text.
    ///   - port: 0 for one that is free.
    ///   - greeting: What it says; where it is empty, it sends back what it gets.
    /// - Throws: `Refusal`.
    package init(_ address: String, port: UInt16, greeting: String) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | closesAtExec, 0)
        var one: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, 4)
        var place = LocalConnection.place(address, port)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let result = withUnsafeMutablePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) + listen(descriptor, 64)
                    + getsockname(descriptor, $0, &size)
            }
        }
        guard result == 0 else { throw Refusal(text: String(cString: strerror(errno))) }
        self.port = UInt16(bigEndian: place.sin_port)
        Self.detach {
            // Closed where it is used: its number cannot become another's meanwhile.
            defer { close(descriptor) }
            while true {
                let client = accept(descriptor, nil, nil)
                guard client >= 0 else { return }
                _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                Self.detach { Self.serve(client, greeting) }
            }
        }
    }

    deinit {
        // Nothing is accepted any more, and the thread ends.
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// Why it could not listen.
    package struct Refusal: Error {
        let text: String
    }

    private static func serve(_ client: Int32, _ greeting: String) {
        _ = greeting.withCString { send(client, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while greeting.isEmpty {
            let count = read(client, &buffer, buffer.count)
            guard count > 0, send(client, buffer, count, Int32(MSG_NOSIGNAL)) == count
            else { break }
        }
        // A program that another test started meanwhile may hold the socket too, so closing alone might not end it.
        shutdown(client, Int32(SHUT_WR))
        close(client)
    }

    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static func detach(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(body)).toOpaque()
        pthread_create(
            &thread,
            nil,
            { pointer in
                pointer.map { Unmanaged<Work>.fromOpaque($0).takeRetainedValue().body() }
                return nil
            },
            work
        )
        pthread_detach(thread)
    }
}

/// SOCK_CLOEXEC, whose type differs from that of the other flags.
private let closesAtExec: Int32 = 0o2000000

/// A connection of the calling thread's network.
package enum LocalConnection {
    /// Connects and reads to the end.
    ///
    /// - Parameters:
    ///   - address: IPv4, as text.
    ///   - port: The port.
    ///   - seconds: How long to wait for each.
    ///   - message: What to say first.
    /// - Returns: What was read, or the reason why not, in the words of strerror(3).
    package static func read(
        from address: String,
        port: UInt16,
        seconds: Int = 60,
        saying message: String = ""
    ) -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | closesAtExec, 0)
        defer { close(descriptor) }
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        let timeSize = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, timeSize)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, timeSize)
        var place = place(address, port)
        let connected = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { return String(cString: strerror(errno)) }
        if !message.isEmpty {
            _ = message.withCString { send(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
            shutdown(descriptor, Int32(SHUT_WR))
        }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 { return String(cString: strerror(errno)) }
            if count == 0 { return String(decoding: text, as: UTF8.self) }
            text += buffer[..<count]
        }
    }

    static func place(_ address: String, _ port: UInt16) -> sockaddr_in {
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        inet_pton(AF_INET, address, &place.sin_addr)
        return place
    }
}
