import Expressions
import Glibc
import HostSystem
import SystemPackage

/// The real program on a repository, with a store of its own.
struct CuvetteRun {
    private let repository: FilePath
    /// The program.
    let path: FilePath
    /// Its store.
    let store: FilePath

    init(of repository: FilePath, store: FilePath, in workshop: Workshop) throws {
        self.repository = repository
        self.store = store
        path = try workshop.program("cuvette")
    }

    /// `cuvette run` with further words.
    func program(_ words: [String]) -> Program {
        Program(
            path,
            ["run", "--repository", repository.string, "--store", store.string] + words
        )
    }

    /// Runs it and hands on each event with the time at which it came, in nanoseconds since 1970.
    func events(_ words: [String], _ take: (Object, Double) -> Void) throws {
        let pipe = try OpenPipe()
        let program = program(["--output", "json"] + words)
        let running = try program.start(pipe.writing.descriptor)
        let reading = pipe.takeReading()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { buffer.deallocate() }
        var held: [UInt8] = []
        while case let count = try reading.read(into: buffer), count > 0 {
            let time = Self.now
            held += UnsafeRawBufferPointer(rebasing: buffer[..<count])
            while let end = held.firstIndex(of: 0x0A) {
                if case .object(let event) = try Value(json: Array(held[..<end])) {
                    take(event, time)
                }
                held.removeSubrange(...end)
            }
        }
        try program.finish(running)
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }
}
