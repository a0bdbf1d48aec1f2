import Foundation
import Glibc
import TestSupport
import Testing

/// The real runtime on a configuration that something has bitten into.
@Suite(.needsRoot, .serialized) struct `A mangled bundle` {
    private static let words = [
        "null", "true", "-1", "4294967296", "1e400", "\"\"", "[]", "{}", "\"/\"", "\"..\"",
        "\"/../../..\"", "\"\\u0000\"", "[[[[", "\"/proc\"", "\"/dev\"", "\"rshared\"", "\"user\"",
    ]

    private static func mangle(_ bytes: [UInt8], _ numbers: inout SystemRandomNumberGenerator)
        -> [UInt8]
    {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &numbers) {
            let place = Int.random(in: 0..<bytes.count, using: &numbers)
            switch Int.random(in: 0..<6, using: &numbers) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
            case 1: bytes.remove(at: place)
            default:
                guard let colon = bytes[place...].firstIndex(of: UInt8(ascii: ":")) else {
                    continue
                }
                let ends = Set(",]}".utf8)
                let end = bytes[(colon + 1)...].firstIndex { ends.contains($0) } ?? bytes.endIndex
                let word = words.randomElement(using: &numbers) ?? "null"
                bytes.replaceSubrange((colon + 1)..<end, with: Array(word.utf8))
            }
        }
        return bytes
    }

    /// Whether the root that a configuration names, if it names one, lies in the bench's folder.
    private static func keepsItsRoot(_ text: [UInt8], in folder: String) -> Bool {
        let document = try? JSONSerialization.jsonObject(with: Data(text)) as? [String: Any]
        guard let document else {
            // What this reader refuses the runtime's own might still take.
            let written = String(decoding: text, as: UTF8.self)
            return written.firstMatch(of: /"path"\s*:\s*"(\/|\.\.)/) == nil
        }
        guard let root = document["root"] as? [String: Any], let path = root["path"] as? String
        else { return true }
        let bundle = URL(fileURLWithPath: folder + "/bundle", isDirectory: true)
        let place = URL(fileURLWithPath: path, relativeTo: bundle).standardized.path
        return place.hasPrefix(folder + "/")
    }

    /// `CUVETTE_FUZZ_SECONDS` makes it go on for longer.
    private static let time = Duration.seconds(
        ProcessInfo.processInfo.environment["CUVETTE_FUZZ_SECONDS"].flatMap { Int($0) } ?? 5
    )

    @Test func `runs or is refused in words, and harms nobody`() throws {
        let bench = try BundleBench(["/probe", "echo", "ran"])
        let file = URL(fileURLWithPath: bench.folder + "/bundle/config.json")
        let whole = Array(try Data(contentsOf: file))
        var numbers = SystemRandomNumberGenerator()
        let deadline = ContinuousClock.now + Self.time
        var rounds = 0
        repeat {
            let text = Self.mangle(whole, &numbers)
            // Whoever names a folder as the root gives it away, with the mount points that are made in it.
            guard Self.keepsItsRoot(text, in: bench.folder) else { continue }
            try Data(text).write(to: file)
            let end = try bench.run()
            rounds += 1
            // 126 and above are codes of a command that ran, or of a signal; nothing that fails here ran one.
            let isWell = end.code == 0 || end.code == 1 && !end.stderr.isEmpty
            #expect(isWell, "\(end.code) \(end.stderr) of \(String(decoding: text, as: UTF8.self))")
            if !isWell { break }
        } while ContinuousClock.now < deadline
        #expect(bench.watch.harm() == [])
        #expect(try bench.runtime("list", "-q").stdout == "")
        print("mangled bundles: \(rounds)")
    }

    @Test func `of any size is made or refused`() throws {
        let long = String(repeating: "x", count: 100_000)
        let many = (0..<340).map { ["containerID": $0, "hostID": 100_000 + $0, "size": 1] }
        let bench = try BundleBench(["/probe", "echo", "ran"]) { configuration in
            configuration.change("process") { $0["env"] = (0..<15).map { "V\($0)=\(long)" } }
            configuration.change("linux") { linux in
                var namespaces = linux["namespaces"] as? [[String: Any]] ?? []
                namespaces.append(["type": "user"])
                linux["namespaces"] = namespaces
                linux["uidMappings"] = many
                linux["gidMappings"] = many
            }
        }
        let end = try bench.run()
        #expect(end.stdout == "ran\n" || end.code == 1 && !end.stderr.isEmpty, "\(end.stderr)")
        #expect(bench.watch.harm() == [])
    }
}
