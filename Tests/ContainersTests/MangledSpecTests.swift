import Foundation
import HostSystem
import OCI
import Testing

@testable import Containers

/// Numbers that are the same in every run.
private struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

@Suite struct `A mangled config.json` {
    /// A document that says something about everything.
    private static func document() throws -> [UInt8] {
        var spec = RuntimeSpec.standard(arguments: ["/bin/sh", "-c", "true"])
        spec.root = RuntimeRoot(path: "rootfs", readonly: true)
        spec.linux?.seccomp = LinuxSeccomp(
            defaultAction: .errno,
            defaultErrnoRet: 38,
            architectures: [.x86_64, .x86],
            flags: [.log],
            syscalls: [
                LinuxSyscall(
                    names: ["read", "clone"],
                    action: .allow,
                    args: [SeccompArgument(index: 0, value: 7, valueTwo: 1, op: .maskedEqual)]
                )
            ]
        )
        spec.linux?.sysctl = ["net.ipv4.ip_forward": "1"]
        spec.linux?.namespaces?.append(LinuxNamespace(type: "user"))
        spec.linux?.uidMappings = [LinuxIDMapping(containerID: 0, hostID: 100_000, size: 65_536)]
        spec.linux?.gidMappings = [LinuxIDMapping(containerID: 0, hostID: 100_000, size: 65_536)]
        spec.linux?.rootfsPropagation = "rslave"
        spec.annotations = ["org.example": "x"]
        return try Document.encode(spec)
    }

    private static let words: [String] = [
        "null", "true", "0", "-1", "4294967296", "18446744073709551615", "1e400", "\"\"", "[]",
        "{}",
        "\"/\"", "\"..\"", "\"/../../..\"", "\"\\u0000\"", "[[[[", "}", "\"/proc\"", "\"/dev\"",
        "\"net.ipv4/../../kernel.core_pattern\"", "\"a\\nb\"", "9223372036854775807",
    ]

    private static let ordinary = HostRights(inUserNamespace: true, singleIdentity: true)

    private static func mangle(_ bytes: [UInt8], _ numbers: inout SeededNumbers) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &numbers) {
            let place = Int.random(in: 0..<bytes.count, using: &numbers)
            switch Int.random(in: 0..<5, using: &numbers) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
            case 1: bytes.remove(at: place)
            case 2:
                let end = min(bytes.count, place + Int.random(in: 1...40, using: &numbers))
                bytes.insert(contentsOf: bytes[place..<end], at: place)
            default: replaceValue(from: place, in: &bytes, &numbers)
            }
        }
        return bytes
    }

    /// Puts another value where the next value of the document stands.
    private static func replaceValue(
        from place: Int,
        in bytes: inout [UInt8],
        _ numbers: inout SeededNumbers
    ) {
        guard let colon = bytes[place...].firstIndex(of: UInt8(ascii: ":")) else { return }
        let ends = Set(",]}".utf8)
        let end = bytes[(colon + 1)...].firstIndex { ends.contains($0) } ?? bytes.endIndex
        let word = words.randomElement(using: &numbers) ?? "null"
        bytes.replaceSubrange((colon + 1)..<end, with: Array(word.utf8))
    }

    @Test func `is refused or compiled, and never ends the program`() throws {
        let whole = try Self.document()
        var numbers = SeededNumbers(state: 0x5EED)
        var compiled = 0
        var refused = 0
        // With CUVETTE_FUZZ_SECONDS for as long as that says, and other numbers each time.
        let wanted = ProcessInfo.processInfo.environment["CUVETTE_FUZZ_SECONDS"].flatMap { Int($0) }
        if wanted != nil { numbers.state = UInt64.random(in: 1...UInt64.max) }
        let deadline = ContinuousClock.now + .seconds(wanted ?? 20)
        var rounds = 0
        while ContinuousClock.now < deadline, wanted != nil || rounds < 6_000 {
            rounds += 1
            let text = Self.mangle(whole, &numbers)
            guard
                let spec = try? Document.decode(RuntimeSpec.self, from: text, named: "config.json")
            else {
                refused += 1
                continue
            }
            do {
                try spec.check()
                for host in [HostRights.root, Self.ordinary] {
                    let resources = SandboxResources(start: .staged(StagedStart()))
                    let program = SandboxProgram(spec, with: resources, on: host)
                    #expect(!program.steps.isEmpty)
                    try Self.expectInside(program)
                }
                if let seccomp = spec.linux?.seccomp { _ = try? SeccompCompiler.compile(seccomp) }
                compiled += 1
            } catch {
                refused += 1
            }
        }
        #expect(compiled > 50)
        #expect(refused > 500)
    }

    /// What a checked document asks for never leads out of its root, whatever its words were.
    private static func expectInside(_ program: SandboxProgram) throws {
        for step in program.steps {
            guard case .procFile(let path, _) = step else { continue }
            #expect(path.hasPrefix("/proc/"), "\(path)")
            #expect(!path.split(separator: "/").contains(".."), "\(path)")
        }
    }

    @Test func `of any length is read in bounded time`() throws {
        let began = ContinuousClock.now
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let text = String(repeating: open, count: 200_000) + String(repeating: close, count: 10)
            #expect(throws: OCIError.self) {
                try Document.decode(RuntimeSpec.self, from: Array(text.utf8), named: "config.json")
            }
        }
        let names = String(repeating: "\"read\",", count: 100_000) + "\"write\""
        let text = """
            {"ociVersion":"1.2.0","linux":{"seccomp":{"defaultAction":"SCMP_ACT_ERRNO",\
            "syscalls":[{"names":[\(names)],"action":"SCMP_ACT_ALLOW"}]}}}
            """
        let spec = try Document.decode(RuntimeSpec.self, from: Array(text.utf8), named: "x")
        _ = try SeccompCompiler.compile(try #require(spec.linux?.seccomp))
        #expect(began.duration(to: .now) < .seconds(30))
    }
}
