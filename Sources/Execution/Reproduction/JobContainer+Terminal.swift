import Builds
import Containers
import HostSystem
import Images
import OCI
import SystemPackage

/// A container of a job whose command has our terminal.
extension JobContainer {
    /// Runs the command; blocks its thread, with whose end the command ends.
    ///
    /// - Parameters:
    ///   - command: What is run, as the container's first process.
    ///   - layer: What it writes to; nobody else uses it.
    ///   - mounts: What is mounted over its layers, lent.
    ///   - volumes: What lasts.
    ///   - foreground: Shows its terminal on ours, and hands signals on.
    /// - Returns: Its exit code, or 128 and the number of the signal that ended it.
    /// - Throws: `ContainerError`, `SystemError`, `NetworkError`: the host's failure, never the command's.
    func runOnTerminal(
        _ command: StepCommand,
        on layer: WritableLayer,
        mounts: [(path: String, lent: LentMount)],
        volumes: [VolumeMount],
        _ foreground: ForegroundProcess
    ) throws -> Int32 {
        let root = try room.mount(layer)
        let covers = try CoverMounts(room.base.covers, network: command.network, volumes: volumes)
        let cgroup = try cgroup("\(place.logName)-shell")
        var outfit = outfit(command, mounts + covers.mounts, cgroup.unenforced)
        outfit.spec.process?.terminal = true
        let hostMounts = try HostMounts(host.rights, outfit.spec, joined: outfit.loan.joined)
        var start = StagedStart()
        start.console = foreground.consoleSocket
        start.diesWithStarter = true
        var resources = SandboxResources(start: .staged(start))
        resources.root = root.descriptor
        resources.attachmentPoint = session.path.string
        resources.take(outfit.loan)
        resources.deviceMounts = hostMounts.devices
        resources.systemMount = hostMounts.system
        resources.cgroupTaskFiles = cgroup.place.taskFiles
        resources.birthCgroup = cgroup.birthDescriptor
        let program = SandboxProgram(outfit.spec, with: resources, on: host.rights)
        let made = try Stage.start(
            program,
            of: host,
            inCgroup: program.forks ? -1 : cgroup.birthDescriptor
        )
        .converse(StageAnswers(forks: program.forks))
        let code = try foreground.wait(for: made.pid)
        withExtendedLifetime((hostMounts, covers)) {}
        return code
    }
}
