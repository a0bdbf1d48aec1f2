import Containers
import Glibc
import HostSystem
import OCI
import SystemPackage

/// Runs one more process in a container: `exec`.
struct ProcessJoiner {
    /// Where containers are kept.
    let state: StateFolder
    /// A Unix socket that gets the terminal.
    var consoleSocket: Int32?
    /// Descriptors that the process is given besides the first three.
    var preservedDescriptors: [Int32] = []

    /// Starts the process.
    ///
    /// - Parameters:
    ///   - process: What is run.
    ///   - container: Where.
    /// - Returns: The process, a child of ours.
    /// - Throws: Whatever was wrong; nothing is left then.
    func join(_ process: RuntimeProcess, _ container: RunningContainer) throws
        -> MadeContainer
    {
        let record = container.record
        let problems = process.problems(RuntimeSpec.knows)
        guard problems.isEmpty else { throw ContainerError.specification(problems) }
        try SecurityModule.check(process)
        let host = try RuntimeHost.open()
        var process = process
        try process.addHome(below: Directory(opening: FilePath("/proc/\(record.pid)/root")))
        let namespaces = try container.namespaces()
        var start = StagedStart()
        start.console = consoleSocket
        start.preserved = preservedDescriptors
        var resources = SandboxResources(start: .staged(start))
        resources.joined = namespaces.joined
        resources.cgroupTaskFiles = record.cgroup?.taskFiles ?? []
        resources.filter = try SeccompFilter(record.spec, keptIn: state.filters)
        let birthplace = try record.cgroup?.openBirthplace()
        resources.birthCgroup = birthplace?.descriptor
        let program = SandboxProgram(
            process,
            joining: record.spec,
            with: resources,
            on: host.rights
        )
        let answers = StageAnswers(of: record.spec, state: container.state, forks: program.forks)
        let birth = program.forks ? -1 : birthplace?.descriptor ?? -1
        let made = try Stage.start(program, of: host, inCgroup: birth).converse(answers)
        withExtendedLifetime((namespaces, birthplace)) {}
        return made
    }
}

extension RunningContainer {
    /// All namespaces in which the container differs from us.
    fileprivate func namespaces() throws -> NamespaceFiles {
        guard let process else { throw RuntimeError("container \(record.id) is not running") }
        return try NamespaceFiles(of: record.pid, pidfd: process.file)
    }
}

/// A cgroup in which a process can be born, open.
final class Birthplace: Sendable {
    private let file: OpenFile
    var descriptor: Int32 { file.descriptor }

    init(_ path: FilePath) throws(SystemError) {
        file = try OpenFile(opening: path, O_RDONLY | O_DIRECTORY)
    }
}

extension CgroupPlace {
    /// The v2 directory; nil where there is none.
    fileprivate func openBirthplace() throws(SystemError) -> Birthplace? {
        guard let path = unified?.path else { return nil }
        return try Birthplace(path)
    }
}
