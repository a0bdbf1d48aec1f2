import Glibc
import Synchronization

/// Ports of loopback for servers that have to be told one.
package enum FreePort {
    private static let given = Mutex<Set<UInt16>>([])

    /// A port that nobody has, and that this process has not been given before.
    ///
    /// It is none of those that the kernel chooses itself (ip_local_port_range, ip(7)): another test's connection
    /// could have got one of them before the server takes it.
    package static func next() -> UInt16 {
        while true {
            let port = UInt16.random(in: 10_000..<32_000)
            guard given.withLock({ $0.insert(port).inserted }), isFree(port) else { continue }
            return port
        }
    }

    private static func isFree(_ port: UInt16) -> Bool {
        (try? LocalServer("127.0.0.1", port: port, greeting: "x")) != nil
    }
}
