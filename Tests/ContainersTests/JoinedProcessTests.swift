import Containers
import Foundation
import HostSystem
import OCI
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite(.needsRoot, .serialized) struct `A process that joins a running container` {
    private let bench: Bench
    private let spec: RuntimeSpec

    init() throws {
        bench = try Bench()
        var spec = RuntimeSpec.standard(arguments: ["/probe", "sleep", "60"])
        spec.process?.env = ["WORD=seen"]
        spec.process?.user = RuntimeUser(uid: 7, gid: 8, umask: 0o022)
        self.spec = spec
    }

    private final class Held<Value: Sendable>: Sendable {
        let value = Mutex<Result<Value, any Error>?>(nil)
    }

    /// Does something with a container that sleeps, and ends it.
    private func whileSleeping<Value: Sendable>(
        _ body: @escaping @Sendable (ContainerHandle) throws -> Value
    ) throws -> (value: Value, handle: ContainerHandle) {
        let filter = try SeccompCompiler.compile(.standard())
        var loan = ContainerLoan()
        loan.filter = filter
        let root = try bench.root()
        let container = try Container.start(
            spec,
            lending: loan,
            on: root,
            attachedAt: bench.scratch.string,
            in: try Cgroup(
                "test-\(UUID().uuidString)",
                limits: ResourceLimits(processes: 5),
                in: bench.host.cgroups
            ),
            of: bench.host
        )
        let handle = try container.handle(spec, filter: filter, of: bench.host)
        let stop = try StopRequest()
        let result = Held<Value>()
        let done = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            result.value.withLock { $0 = Result { try body(handle) } }
            stop.stop()
            stop.stop()
            done.signal()
        }
        _ = try container.run(ContainerWatch(stop: stop)) { _, _ in }
        done.wait()
        let value = try #require(result.value.withLock { $0 }).get()
        return (value, handle)
    }

    private func run(
        _ words: [String],
        in handle: ContainerHandle
    ) throws -> (status: Containers.ExitStatus?, output: String) {
        let pipe = try OpenPipe()
        var process = try handle.start(["/probe"] + words, output: pipe.writing)
        let status = process.wait(.seconds(120))
        let bytes = try pipe.takeReading().readAll(limit: 1 << 20, name: "output")
        return (status, String(decoding: bytes, as: UTF8.self))
    }

    @Test func `has the container's user, variables, name and files`() throws {
        let (outputs, _) = try whileSleeping { handle in
            try [["id"], ["env", "WORD"], ["hostname"], ["ls", "/"]].map {
                try run($0, in: handle).output
            }
        }
        #expect(outputs[0].hasPrefix("7 8 "))
        #expect(outputs[1].contains("seen"))
        #expect(outputs[2] == "cuvette\n")
        #expect(outputs[3].contains("probe"))
    }

    @Test func `tells how it ended`() throws {
        let (ends, _) = try whileSleeping { handle in
            try [["exit", "0"], ["exit", "5"], ["signal", "6"]].map {
                try run($0, in: handle).status
            }
        }
        #expect(ends == [.exited(0), .exited(5), .signaled(6)])
    }

    @Test func `counts for the container's limits`() throws {
        let (status, _) = try whileSleeping { handle in
            // Nobody reads to the end: what it forks holds the pipe open.
            let pipe = try OpenPipe()
            var process = try handle.start(["/probe", "fork", "20"], output: pipe.writing)
            return process.wait(.seconds(120))
        }
        #expect(status == .exited(1))
    }

    @Test func `is killed where nobody waits for it any more`() throws {
        let (left, _) = try whileSleeping { handle in
            let pipe = try OpenPipe()
            do {
                var process = try handle.start(["/probe", "stubborn"], output: pipe.writing)
                #expect(process.wait(.milliseconds(50)) == nil)
            }
            return try run(["ls", "/proc"], in: handle).output.split(separator: "\n").count {
                Int($0) != nil
            }
        }
        // The init, the command, and the one that looks.
        #expect(left == 3)
    }

    @Test func `cannot be a program that is not there, and does not hold up the container's end`()
        throws
    {
        // One that is not reaped would keep the container from ending, so that this would not end either.
        _ = try whileSleeping { handle in
            for _ in 0..<300 {
                let pipe = try OpenPipe()
                #expect(throws: ContainerError.self) {
                    _ = try handle.start(["/no-such-program"], output: pipe.writing)
                }
            }
        }
    }

    @Test func `cannot be there once the container is gone`() throws {
        let (_, handle) = try whileSleeping { _ in }
        let pipe = try OpenPipe()
        #expect(throws: ContainerError.self) {
            _ = try handle.start(["/probe", "exit", "0"], output: pipe.writing)
        }
    }
}
