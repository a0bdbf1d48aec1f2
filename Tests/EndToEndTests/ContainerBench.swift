import Foundation
import TestSupport
import Testing

/// Who makes containers in a test.
enum ContainerUser: String, CaseIterable, CustomTestStringConvertible {
    case root
    /// An ordinary user of that name with subordinate ids (useradd(8) gives some), where this machine has one.
    case tester

    var testDescription: String { rawValue }

    /// Those that this machine has; a test says why one is missing.
    static var present: [ContainerUser] {
        guard let line = line(of: "/etc/passwd"), line.split(separator: ":").count > 3,
            Self.line(of: "/etc/subuid") != nil
        else {
            print("skipped for an ordinary user: there is no user tester with subordinate ids")
            return [.root]
        }
        return allCases
    }

    /// What stands before a command that this user runs.
    var prefix: [String] {
        guard self == .tester, let line = Self.line(of: "/etc/passwd") else { return [] }
        let fields = line.split(separator: ":").map(String.init)
        return ["/usr/bin/setpriv", "--reuid", fields[2], "--regid", fields[3], "--clear-groups"]
    }

    private static func line(of table: String) -> String? {
        let text = (try? String(contentsOfFile: table, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").first { $0.hasPrefix("tester:") }.map(String.init)
    }
}

/// A store of containers in a temporary folder, and the real program as one of the users runs it.
final class ContainerBench: Sendable {
    let folder: String
    let user: ContainerUser
    /// In the environment of containers, to find their processes by.
    let marker = "mark-\(UUID().uuidString)"

    var store: String { folder + "/store" }

    init(_ user: ContainerUser) throws {
        self.user = user
        folder = NSTemporaryDirectory() + "box-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755]
        )
        // The package's own folder need not be open to others. In a process of its own: a program that some process
        // still holds open for writing cannot be run, and other tests fork meanwhile.
        let programs = ["cuvette", "cuvette-init"].map { Probe.product($0) }
        _ = try shell("/bin/cp", "--reflink=auto", programs[0], programs[1], folder)
        guard user == .tester else { return }
        _ = try shell("/bin/chown", "-R", "tester:tester", folder)
    }

    deinit {
        if let ids = try? cuvette("container", "ls", "-aq").stdout.split(separator: "\n") {
            for id in ids { _ = try? cuvette("container", "rm", "-f", "-v", String(id)) }
        }
        _ = try? shell("/bin/rm", "-rf", folder)
    }

    /// Starts the program.
    func start(_ arguments: [String]) throws -> SpawnedProgram {
        try SpawnedProgram(
            user.prefix + ["\(folder)/cuvette"] + arguments,
            environment: ["PATH": "/usr/bin:/bin", "HOME": folder, "CUVETTE_STORE": store],
            directory: folder
        )
    }

    /// Runs the program and waits.
    @discardableResult
    func cuvette(_ arguments: String...) throws -> CuvetteRun {
        CuvetteRun(try start(arguments).wait())
    }

    /// `cuvette container run` with the marker, and further arguments.
    @discardableResult
    func run(_ arguments: String...) throws -> CuvetteRun {
        let all = ["container", "run", "-e", "E2E_MARK=\(marker)"] + arguments
        return CuvetteRun(try start(all).wait())
    }

    /// Runs a line of a shell of the host as the user, with the program as `$CUVETTE`.
    func line(_ text: String) throws -> CuvetteRun {
        let program = try SpawnedProgram(
            user.prefix + ["/bin/sh", "-c", text],
            environment: [
                "PATH": "/usr/bin:/bin", "HOME": folder, "CUVETTE_STORE": store,
                "CUVETTE": "\(folder)/cuvette",
            ],
            directory: folder
        )
        return CuvetteRun(try program.wait())
    }

    /// The status of a container, as `inspect` has it.
    func state(_ name: String, _ key: String) throws -> String {
        let text = try cuvette("container", "inspect", name).output
        let array = try JSONSerialization.jsonObject(with: text) as? [[String: Any]]
        let state = array?.first?["State"] as? [String: Any]
        if key == "Health" {
            return (state?["Health"] as? [String: Any])?["Status"] as? String ?? ""
        }
        return "\(state?[key] ?? "")"
    }

    /// Waits until something holds; at most a minute.
    func eventually(_ condition: () throws -> Bool) throws -> Bool {
        let began = ContinuousClock.now
        while began.duration(to: .now) < .seconds(60) {
            if try condition() { return true }
            usleep(50_000)
        }
        return false
    }

    /// The process id of a container's monitor.
    func monitor(of id: String) throws -> Int32 {
        let file = "\(store)/containers/\(id)/life.json"
        let data = try Data(contentsOf: URL(fileURLWithPath: file))
        let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        let monitor = object?["monitor"] as? [String: Any]
        return Int32(monitor?["pid"] as? Int ?? 0)
    }

    /// What containers have left on the host; nothing should be running any more.
    func leftovers() throws -> [String] {
        let state = HostState(marker: marker, store: store, pids: [])
        let containers = try FileManager.default.contentsOfDirectory(atPath: store + "/containers")
        return state.processes() + state.mounts() + state.sessions()
            + containers.filter { !$0.hasPrefix(".") }
    }

    private func shell(_ command: String...) throws -> Int32 {
        try SpawnedProgram(command, environment: [:], directory: "/").wait().code
    }
}
