import Glibc
import HostSystem
package import OCI
import SystemPackage

/// Runs one more process in a living container: `exec`.
package struct ProcessJoiner: Sendable {
    private let host: ContainerHost
    private let spec: RuntimeSpec
    private let cgroup: CgroupPlace?
    private let filter: SeccompFilter
    /// What the process reads and writes, what gets its terminal, and what it is given besides.
    package var start = StagedStart()

    /// Joins containers of a specification.
    ///
    /// - Parameters:
    ///   - spec: The container's.
    ///   - cgroup: Where its processes are counted; nil for nowhere.
    ///   - filter: The container's system call filter.
    ///   - host: What all containers share.
    package init(
        _ spec: RuntimeSpec,
        cgroup: CgroupPlace?,
        filter: SeccompFilter,
        of host: ContainerHost
    ) {
        self.spec = spec
        self.cgroup = cgroup
        self.filter = filter
        self.host = host
    }

    /// Starts the process.
    ///
    /// - Parameters:
    ///   - process: What is run.
    ///   - container: The container's first process.
    ///   - pid: Its number.
    ///   - answers: What the start may want to know, given whether it forks.
    /// - Returns: The process, a child of ours.
    /// - Throws: `ContainerError`.
    package func join(
        _ process: RuntimeProcess,
        _ container: ProcessHandle,
        pid: Int32,
        answers: (Bool) -> StageAnswers = { StageAnswers(forks: $0) }
    ) throws(ContainerError) -> MadeContainer {
        let problems = process.problems(RuntimeSpec.knows)
        guard problems.isEmpty else { throw .specification(problems) }
        try SecurityModule.check(process)
        let namespaces = try NamespaceFiles(of: pid, container)
        var resources = SandboxResources(start: .staged(start))
        resources.joined = namespaces.joined
        resources.cgroupTaskFiles = cgroup?.taskFiles ?? []
        resources.filter = filter
        let birthplace: Birthplace?
        do { birthplace = try cgroup?.openBirthplace() } catch { throw .start(error) }
        resources.birthCgroup = birthplace?.descriptor
        let program = SandboxProgram(process, joining: spec, with: resources, on: host.rights)
        let birth = program.forks ? -1 : birthplace?.descriptor ?? -1
        let made = try Stage.start(program, of: host, inCgroup: birth)
            .converse(answers(program.forks))
        withExtendedLifetime((namespaces, birthplace)) {}
        return made
    }
}

/// A cgroup in which a process can be born, open.
private final class Birthplace: Sendable {
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
