import Foundation

@testable import Containers

/// A shell in a cgroup, ended when it is gone.
final class Member {
    private let process = Process()
    private let output = Pipe()

    /// Starts a script that first enters every hierarchy of a place.
    init(of place: CgroupPlace, _ script: String) throws {
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let enter = place.processFiles.map { "echo $$ > \($0) || exit 99" }.joined(separator: "; ")
        process.arguments = ["-c", "\(enter); \(script)"]
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    deinit {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    var pid: Int32 { process.processIdentifier }

    /// Waits for the end: what it wrote, and how it ended.
    func end() throws -> (text: String, status: Int32) {
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: bytes, as: UTF8.self), process.terminationStatus)
    }
}

/// Waits for something that other processes do; false after a minute.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        usleep(5_000)
    }
    return false
}
