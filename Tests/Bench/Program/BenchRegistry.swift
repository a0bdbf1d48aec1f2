import Glibc
import HostSystem
import SystemPackage

/// A registry on loopback, of Debian's package docker-registry; it ends with its owner.
final class BenchRegistry {
    /// The name of the image that it is filled with.
    let image: String
    private let authority: String
    private let running: Program.Running
    private let log: OpenFile

    /// Starts it in the workshop.
    ///
    /// - Throws: `Unavailable` where it is not installed.
    init(in workshop: Workshop) throws {
        let folder = try workshop.folder("registry")
        // Of those that nobody is given by the kernel; another bench on this machine has another pid.
        authority = "127.0.0.1:\(20_000 + getpid() % 10_000)"
        image = "\(authority)/bench/image:1"
        let settings = """
            version: 0.1
            log: {level: error, accesslog: {disabled: true}}
            storage: {filesystem: {rootdirectory: \(folder)/data}}
            http: {addr: "\(authority)"}

            """
        try Directory(opening: folder).writeFile("config.yml", Array(settings.utf8))
        let program = try Program(
            installed: "docker-registry",
            ["serve", folder.appending("config.yml").string]
        )
        log = try OpenFile(opening: "/dev/null", O_WRONLY)
        running = try program.start(log.descriptor)
    }

    deinit {
        kill(running.pid, SIGKILL)
        var status: Int32 = 0
        waitpid(running.pid, &status, 0)
    }

    /// Pushes an image with skopeo, as soon as the registry listens.
    ///
    /// - Throws: `Unavailable`.
    func fill(from layout: LayoutOfHost) throws {
        let words = [
            "copy", "-q", "--preserve-digests", "--dest-tls-verify=false",
            "oci:\(layout.path):image", "docker://\(image)",
        ]
        for attempt in 1...50 {
            do {
                return try Program(installed: "skopeo", words).run()
            } catch let error as Unavailable {
                guard attempt < 50, "\(error)".contains("refused") else { throw error }
                usleep(50_000)
            }
        }
    }
}
