import Glibc
import Synchronization

/// A small HTTP server of a test's own on loopback: what it answers is a function of the request.
package final class StubServer: Sendable {
    /// A request as it came.
    package struct Request: Sendable {
        /// Such as `GET`.
        package var method: String
        /// Path and query.
        package var target: String
        /// The headers, names in lower case.
        package var headers: [String: String]
        /// The body.
        package var body: [UInt8]

        /// The path without the query.
        package var path: String { String(target.prefix { $0 != "?" }) }
        /// From where on a range is wanted.
        package var rangeStart: Int? {
            headers["range"].flatMap { Int($0.dropFirst("bytes=".count).prefix { $0 != "-" }) }
        }
    }

    /// What is answered.
    package struct Answer: Sendable {
        /// The status.
        package var status: Int
        /// The headers; `Content-Length` is added where it is missing.
        package var headers: [(String, String)]
        /// The body.
        package var body: [UInt8]
        /// After how many bytes of the body the connection is cut; nil for never.
        package var cutAfter: Int?
        /// Whether the connection stays open after a cut, and nothing more comes.
        package var stalls = false

        /// An answer.
        package init(
            _ status: Int,
            _ headers: [(String, String)] = [],
            _ body: [UInt8] = [],
            cutAfter: Int? = nil,
            stalls: Bool = false
        ) {
            self.status = status
            self.headers = headers
            self.body = body
            self.cutAfter = cutAfter
            self.stalls = stalls
        }
    }

    /// The port that it has.
    package let port: UInt16
    private let listener: Int32
    private let log: RequestLog

    /// Host and port.
    package var authority: String { "127.0.0.1:\(port)" }
    /// The requests so far.
    package var requests: [Request] { log.requests.withLock { $0 } }
    /// `METHOD target` of each request so far.
    package var lines: [String] { requests.map { "\($0.method) \($0.target)" } }

    private final class RequestLog: Sendable {
        let requests = Mutex<[Request]>([])
    }

    /// Listens on a free port.
    ///
    /// - Parameter answer: What is answered; called on many threads.
    /// - Throws: `StartFailure`.
    package init(_ answer: @escaping @Sendable (Request) -> Answer) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let result = withUnsafeMutablePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) + listen(descriptor, 64)
                    + getsockname(descriptor, $0, &size)
            }
        }
        guard result == 0 else { throw StartFailure() }
        port = UInt16(bigEndian: place.sin_port)
        let log = RequestLog()
        self.log = log
        Self.detach {
            // Closed where it is used: its number cannot become another's meanwhile.
            defer { close(descriptor) }
            while true {
                let client = accept(descriptor, nil, nil)
                guard client >= 0 else { return }
                _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                Self.detach { Self.serve(client, log, answer) }
            }
        }
    }

    deinit {
        // Nothing is accepted any more, and the thread ends.
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// It could not listen.
    package struct StartFailure: Error {}

    private static func serve(
        _ client: Int32,
        _ log: RequestLog,
        _ answer: (Request) -> Answer
    ) {
        // A program that another test started meanwhile may hold the socket too, so closing alone might not end it.
        defer {
            shutdown(client, Int32(SHUT_RDWR))
            close(client)
        }
        guard let request = read(client) else { return }
        log.requests.withLock { $0.append(request) }
        let reply = answer(request)
        var head = "HTTP/1.1 \(reply.status) X\r\nConnection: close\r\n"
        for (name, value) in reply.headers { head += "\(name): \(value)\r\n" }
        if !reply.headers.contains(where: { $0.0.lowercased() == "content-length" }) {
            head += "Content-Length: \(reply.body.count)\r\n"
        }
        send(client, Array((head + "\r\n").utf8))
        guard request.method != "HEAD" else { return }
        send(client, Array(reply.body.prefix(reply.cutAfter ?? reply.body.count)))
        guard reply.stalls else { return }
        // Until the other side has gone away.
        var byte: UInt8 = 0
        while recv(client, &byte, 1, 0) > 0 {}
    }

    private static func send(_ client: Int32, _ bytes: [UInt8]) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(
                    client,
                    $0.baseAddress?.advanced(by: done),
                    bytes.count - done,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard count > 0 else { return }
            done += count
        }
    }

    private static func read(_ client: Int32) -> Request? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var end: Int?
        while end == nil {
            let count = recv(client, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
            end = endOfHead(bytes)
        }
        guard let end else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers[line[..<colon].lowercased()] = String(value)
        }
        var body = Array(bytes[(end + 4)...])
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        while body.count < length {
            let count = recv(client, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            body += buffer[..<count]
        }
        return Request(
            method: String(words[0]),
            target: String(words[1]),
            headers: headers,
            body: body
        )
    }

    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (0...(bytes.count - 4)).first {
            bytes[$0] == 13 && bytes[$0 + 1] == 10 && bytes[$0 + 2] == 13 && bytes[$0 + 3] == 10
        }
    }

    private static func detach(_ work: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(WorkBox(work))
        var thread = pthread_t()
        pthread_create(
            &thread,
            nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<WorkBox>.fromOpaque(pointer).takeRetainedValue().work()
                return nil
            },
            box.toOpaque()
        )
        pthread_detach(thread)
    }

    private final class WorkBox: Sendable {
        let work: @Sendable () -> Void

        init(_ work: @escaping @Sendable () -> Void) {
            self.work = work
        }
    }
}
