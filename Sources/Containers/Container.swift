import Glibc
package import HostSystem

/// One running container: made, watched and gone within one scope.
///
/// Dropping it kills every process in it: its init is the first process of a PID namespace.
package struct Container: ~Copyable {
    let process: StartedProcess
    let control: OpenFile
    let output: OpenFile
    let errors: OpenFile
    let cgroup: Cgroup?
    let began: ContinuousClock.Instant

    /// Makes a container and starts its command.
    ///
    /// - Parameters:
    ///   - spec: What it is.
    ///   - root: Its root file system, which the caller keeps; files can be read through it afterwards.
    ///   - attachmentPoint: An existing directory of the host, seen covered by nobody but the child.
    ///   - cgroup: Its cgroup, if the host lets us have one.
    ///   - host: What all containers share.
    /// - Returns: The container; its command is about to run.
    /// - Throws: `ContainerError`; nothing is left then.
    package static func start(
        _ spec: ContainerSpec,
        on root: borrowing DetachedMount,
        attachedAt attachmentPoint: String,
        in cgroup: consuming Cgroup?,
        of host: ContainerHost
    ) throws(ContainerError) -> Container {
        let began = ContinuousClock.now
        let mounts: HostMounts
        do { mounts = try HostMounts(host.rights, spec.network) } catch { throw .start(error) }
        let channels: Channels
        do { channels = try Channels.make() } catch { throw .start(error) }
        defer { withExtendedLifetime(mounts) {} }
        let lent = Self.facts(of: cgroup)
        let resources = SandboxResources(
            root: root.descriptor,
            attachmentPoint: attachmentPoint,
            initProgram: host.initProgram.descriptor,
            control: channels.control.theirs.descriptor,
            standardInput: host.null.descriptor,
            standardOutput: channels.output.writing.descriptor,
            standardError: channels.errors.writing.descriptor,
            cgroupTaskFiles: lent.taskFiles,
            deviceMounts: mounts.devices,
            systemMount: mounts.system
        )
        let process = try SandboxProgram(spec, with: resources, on: host.rights)
            .start(inCgroup: lent.birthDescriptor)
        return channels.hand(to: process, cgroup, began)
    }

    private static func facts(
        of cgroup: borrowing Cgroup?
    ) -> (taskFiles: [String], birthDescriptor: Int32) {
        switch cgroup {
        case .some(let cgroup): (cgroup.place.taskFiles, cgroup.birthDescriptor)
        case .none: ([], -1)
        }
    }
}

/// The runner's and the container's ends of what connects them.
private struct Channels: ~Copyable {
    let control: SocketPair
    let output: OpenPipe
    let errors: OpenPipe

    static func make() throws(SystemError) -> Channels {
        let control = try SocketPair()
        let output = try OpenPipe()
        let errors = try OpenPipe()
        for descriptor in [output.reading.descriptor, errors.reading.descriptor] {
            try call(
                "prepare a pipe",
                "fcntl",
                fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
            )
        }
        return Channels(control: control, output: output, errors: errors)
    }

    /// Closes the container's ends, which it has inherited, and gives ours to it.
    consuming func hand(
        to process: consuming StartedProcess,
        _ cgroup: consuming Cgroup?,
        _ began: ContinuousClock.Instant
    ) -> Container {
        Container(
            process: process,
            control: control.takeOurs(),
            output: output.takeReading(),
            errors: errors.takeReading(),
            cgroup: cgroup,
            began: began
        )
    }
}
