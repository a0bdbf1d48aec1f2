import Glibc
package import HostSystem
package import OCI

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

    /// Makes a container and starts its command under an init that reaps, in some two milliseconds.
    ///
    /// - Parameters:
    ///   - spec: What it is; it needs neither a fork nor hooks nor a terminal.
    ///   - lent: What the specification cannot hold.
    ///   - root: Its root file system, which the caller keeps; files can be read through it afterwards.
    ///   - attachmentPoint: An existing directory of the host, seen covered by nobody but the child.
    ///   - cgroup: Its cgroup, if the host lets us have one.
    ///   - host: What all containers share.
    /// - Returns: The container; its command is about to run.
    /// - Throws: `ContainerError`; nothing is left then.
    package static func start(
        _ spec: RuntimeSpec,
        lending lent: ContainerLoan = ContainerLoan(),
        on root: borrowing DetachedMount,
        attachedAt attachmentPoint: String,
        in cgroup: consuming Cgroup?,
        of host: ContainerHost
    ) throws(ContainerError) -> Container {
        let began = ContinuousClock.now
        let mounts: HostMounts
        do { mounts = try HostMounts(host.rights, spec, joined: lent.joined) } catch {
            throw .start(error)
        }
        let channels: Channels
        do { channels = try Channels.make() } catch { throw .start(error) }
        defer { withExtendedLifetime(mounts) {} }
        let facts = Self.facts(of: cgroup)
        var resources = SandboxResources(
            start: .reaped(
                ReapedStart(
                    initProgram: host.initProgram.descriptor,
                    control: channels.control.theirs.descriptor,
                    standard: [
                        host.null.descriptor, channels.output.writing.descriptor,
                        channels.errors.writing.descriptor,
                    ]
                )
            )
        )
        resources.root = root.descriptor
        resources.attachmentPoint = attachmentPoint
        resources.cgroupTaskFiles = facts.taskFiles
        resources.deviceMounts = mounts.devices
        resources.systemMount = mounts.system
        resources.take(lent)
        let program = SandboxProgram(spec, with: resources, on: host.rights)
        let process = try program.start(inCgroup: facts.birthDescriptor)
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
