import Glibc
import HostSystem
import SystemPackage

/// What ten containers of one image take of disk and memory beyond one: not the image.
struct SharedImageSection: Section {
    static let key = "m"
    static let title = "Containers of one image at the same time"
    static let needsRoot = true

    private static let mebibytes = 256

    private let workshop: Workshop

    init(_ workshop: Workshop, _ tool: Tool) {
        self.workshop = workshop
    }

    func run() throws -> [Comparison] {
        let store = workshop.fresh("store-m")
        try makeImage(in: store)
        var disk = Comparison(
            "Disk beyond an image of \(Self.mebibytes) MiB, of which each reads all",
            unit: "MiB"
        )
        var memory = Comparison("Memory of their cgroups, page cache included", unit: "MiB")
        disk.series = [Series("1 container"), Series("10 containers")]
        memory.series = disk.series
        for round in 0..<(workshop.rounds ?? 3) {
            for (place, count) in [1, 10].enumerated() {
                try workshop.check()
                workshop.progress("\(count) containers, round \(round + 1)")
                let used = try measure(count, store)
                disk.series[place].add(used.disk)
                memory.series[place].add(used.memory)
            }
        }
        disk.expect("ten do not keep the image again", "10 containers", below: 16)
        memory.expect(
            "ten share the image's pages",
            "10 containers",
            below: Double(Self.mebibytes) * 1.5
        )
        return [disk, memory]
    }

    /// An image of busybox and one large file.
    private func makeImage(in store: FilePath) throws {
        let root = try workshop.folder("root-m")
        let archive = workshop.fresh("archive-m")
        let script = """
            mkdir -p \(root)/bin \(root)/dev \(root)/proc \(root)/sys \(root)/tmp
            cp "$(command -v busybox)" \(root)/bin/busybox
            head -c \(Self.mebibytes)M /dev/urandom > \(root)/large
            tar -C \(root) -cf \(archive) .
            """
        try Program(installed: "sh", ["-ec", script]).run()
        try own(["image", "import", archive.string, "large"], store).run()
        // Unpacked before anything is measured.
        try own(["container", "run", "--rm", "large", "/bin/busybox", "true"], store).run()
    }

    private func measure(_ count: Int, _ store: FilePath) throws -> (disk: Double, memory: Double) {
        let snapshots = store.appending("snapshots")
        let before = try blocks(of: store)
        let names = (0..<count).map { "reader-\($0)" }
        defer { try? own(["container", "rm", "--force"] + names, store).run() }
        // No page of the image is there before: the first reader is charged for it.
        try forget(in: snapshots)
        let script = "/bin/busybox cat /large > /dev/null; echo read; exec /bin/busybox sleep 1000"
        for name in names {
            let command = ["large", "/bin/busybox", "sh", "-c", script]
            try own(["container", "run", "--detach", "--name", name] + command, store).run()
        }
        for name in names { try waitUntilRead(name, store) }
        let memory = try names.reduce(0.0) { try $0 + charged(to: $1, store) }
        return (try blocks(of: store) - before, memory)
    }

    private func own(_ words: [String], _ store: FilePath) throws -> Program {
        var program = Program(try workshop.program("cuvette"), words)
        program.environment = ["CUVETTE_STORE=\(store)"]
        return program
    }

    /// What a command prints.
    private func text(of words: [String], _ store: FilePath) throws -> String {
        var program = try own(words, store)
        program.output = workshop.path.appending("printed-m")
        try program.run()
        return Self.text(program.output)
    }

    private func waitUntilRead(_ name: String, _ store: FilePath) throws {
        while try !text(of: ["container", "logs", name], store).contains("read") {
            try workshop.check()
            usleep(20_000)
        }
    }

    /// The bytes that the cgroup of a container is charged for, in MiB.
    private func charged(to name: String, _ store: FilePath) throws -> Double {
        let details = try text(of: ["container", "inspect", name], store)
        guard let pid = Self.number(after: "\"Pid\"", in: details) else {
            throw Unavailable("\"container inspect\" names no process")
        }
        for line in Self.text(FilePath("/proc/\(Int(pid))/cgroup")).split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let file =
                parts[1].split(separator: ",").contains("memory")
                ? "/sys/fs/cgroup/memory\(parts[2])/memory.usage_in_bytes"
                : "/sys/fs/cgroup\(parts[2])/memory.current"
            let bytes = Self.text(FilePath(file)).split(separator: "\n").first
            if let bytes, let number = Double(bytes) { return number / 1_048_576 }
        }
        throw Unavailable("no cgroup of memory")
    }

    /// Takes the pages of the image's file out of memory; posix_fadvise(2).
    private func forget(in snapshots: FilePath) throws {
        for name in try Directory(opening: snapshots).names() {
            let path = snapshots.appending(name).appending("fs/large")
            guard access(path.string, R_OK) == 0 else { continue }
            let file = try OpenFile(opening: path, O_RDONLY)
            fdatasync(file.descriptor)
            posix_fadvise(file.descriptor, 0, 0, POSIX_FADV_DONTNEED)
        }
    }

    /// What a folder takes of the disk, in MiB.
    private func blocks(of folder: FilePath) throws -> Double {
        var program = try Program(installed: "du", ["-s", "--block-size=1K", folder.string])
        program.output = workshop.path.appending("printed-m")
        try program.run()
        let words = Self.text(program.output).split(whereSeparator: { $0 == "\t" || $0 == "\n" })
        return (words.first.flatMap { Double($0) } ?? 0) / 1024
    }

    private static func number(after key: String, in text: String) -> Double? {
        guard let place = text.firstRange(of: key) else { return nil }
        let digits = text[place.upperBound...].drop { !$0.isNumber }.prefix { $0.isNumber }
        return Double(digits)
    }

    private static func text(_ path: FilePath) -> String {
        let bytes = try? OpenFile(opening: path).readAll(limit: 1 << 24, name: path.string)
        return String(decoding: bytes ?? [], as: UTF8.self)
    }
}
