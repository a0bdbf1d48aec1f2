import CSandbox
import HostSystem

extension SandboxProgram.Step {
    /// The operation that the step is, with what it points to placed in the image.
    func lowered(into image: inout ProgramImage) -> csandbox_op {
        var operation = csandbox_op()
        operation.kind = Int32(bitPattern: kind.rawValue)
        switch self {
        case .write, .mount, .target, .change, .directory, .file, .device, .symlink, .procFile,
            .attachRoot, .place:
            lowerFile(&operation, &image)
        case .scheduler(let bytes), .affinity(let bytes):
            operation.bytes = image.numbers(bytes)
            operation.size = bytes.count
        case .identity, .capabilities, .boundCapabilities, .limit, .seccomp:
            lowerPrivilege(&operation, &image)
        case .execute, .fork, .synchronize, .hook, .terminal, .find, .accept, .run:
            lowerProcess(&operation, &image)
        case .makeMountsPrivate, .changeRoot, .loopback, .session, .noNewPrivileges,
            .raisePermitted:
            break
        case .enter(let descriptor), .pivot(let descriptor), .moveRoot(let descriptor),
            .closeAtExec(let descriptor),
            .keep(let descriptor):
            operation.fd = descriptor
        case .scope(let scope): operation.number = scope.rawValue
        case .mask(let path), .readOnly(let path), .unmount(let path):
            operation.path = image.string(path)
        case .changeDirectory(let path, let mayBeForbidden):
            operation.path = image.string(path)
            operation.mode = mayBeForbidden ? 1 : 0
        case .hostname(let name), .domainname(let name): operation.text = image.string(name)
        case .join(let descriptor, let namespace):
            operation.fd = descriptor
            operation.number = namespace.rawValue
        case .unshare(let namespaces): operation.number = namespaces.rawValue
        case .inputOutputPriority(let value), .personality(let value): operation.number = value
        case .umask(let mode): operation.mode = mode
        case .deathSignal(let number): operation.mode = UInt32(bitPattern: number)
        case .descriptor(let from, let onto):
            operation.fd = from
            operation.fd2 = onto
        }
        return operation
    }

    private func lowerFile(_ operation: inout csandbox_op, _ image: inout ProgramImage) {
        switch self {
        case .write(let path, let text), .procFile(let path, let text):
            operation.path = image.string(path)
            operation.bytes = image.numbers(Array(text.utf8))
            operation.size = text.utf8.count
        case .attachRoot(let descriptor, let path):
            operation.fd = descriptor
            operation.path = image.string(path)
        case .place(let descriptor, let path, let followsLinks, let isRenewed):
            operation.fd = descriptor
            operation.path = image.string(path)
            operation.mode =
                (followsLinks ? CSANDBOX_FOLLOW.rawValue : 0)
                | (isRenewed ? CSANDBOX_RENEW.rawValue : 0)
        case .mount(let mount): lower(mount, &operation, &image)
        case .target(let path, let isFile, let isOpen):
            operation.path = image.string(path)
            operation.mode = isFile ? 1 : isOpen ? 2 : 0
        case .change(let change, let path):
            operation.path = image.string(path)
            operation.number = change.set.rawValue
            operation.number2 = change.clear.rawValue
            operation.fd = Int32(change.propagation?.rawValue ?? 0)
            operation.mode = change.recursive ? 1 : 0
        case .directory(let path, let mode), .file(let path, let mode):
            operation.path = image.string(path)
            operation.mode = mode
        case .device(let node):
            operation.path = image.string(node.path)
            operation.mode = node.mode
            operation.number = node.number
            operation.number2 = UInt64(node.uid) << 32 | UInt64(node.gid)
        case .symlink(let path, let target):
            operation.path = image.string(path)
            operation.text = image.string(target)
        default: break
        }
    }

    private func lower(
        _ mount: FreshMount,
        _ operation: inout csandbox_op,
        _ image: inout ProgramImage
    ) {
        operation.text = image.string(mount.type)
        operation.list = image.list(mount.options.flatMap { $0 })
        operation.list2 = image.list(mount.flags)
        operation.number = mount.attributes.rawValue
        operation.path = image.string(mount.path)
        operation.mode =
            (mount.followsLinks ? CSANDBOX_FOLLOW.rawValue : 0)
            | (mount.copiesUp ? CSANDBOX_COPY_UP.rawValue : 0)
    }

    private func lowerPrivilege(_ operation: inout csandbox_op, _ image: inout ProgramImage) {
        switch self {
        case .limit(let resource, let soft, let hard):
            operation.mode = resource
            operation.number = soft
            operation.number2 = hard
        case .boundCapabilities(let set): operation.number = set.rawValue
        case .identity(let identity, let groupsMayStay, let keepsGroups):
            operation.number = UInt64(identity.uid)
            operation.number2 = UInt64(identity.gid)
            operation.mode = (groupsMayStay ? 1 : 0) | (keepsGroups ? 2 : 0)
            operation.bytes = image.numbers(identity.groups)
            operation.size = identity.groups.count * 4
        case .capabilities(let sets):
            operation.bytes = image.numbers([
                sets.effective.rawValue, sets.permitted.rawValue, sets.inheritable.rawValue,
                sets.ambient.rawValue,
            ])
        case .seccomp(let filter):
            operation.bytes = image.numbers(filter.instructions)
            operation.size = filter.instructions.count
            operation.number = filter.kernelFlags
        default: break
        }
    }

    private func lowerProcess(_ operation: inout csandbox_op, _ image: inout ProgramImage) {
        switch self {
        case .execute(let descriptor, let arguments, let environment):
            operation.fd = descriptor
            operation.list = image.list(arguments)
            operation.list2 = image.list(environment)
        case .fork(let namespaces, let cgroup):
            operation.number = namespaces.rawValue
            operation.fd = cgroup
        case .synchronize(let point): operation.number = UInt64(point.rawValue)
        case .hook(let path, let arguments, let environment, let seconds):
            operation.path = image.string(path)
            operation.list = image.list(arguments)
            operation.list2 = image.list(environment)
            operation.mode = seconds
        case .terminal(let request):
            operation.fd = request.socket
            operation.number = UInt64(request.rows) << 16 | UInt64(request.columns)
            operation.number2 = UInt64(request.uid)
            operation.mode = request.isConsole ? 1 : 0
        case .find(let arguments, let environment), .run(let arguments, let environment):
            operation.list = image.list(arguments)
            operation.list2 = image.list(environment)
        case .accept(let descriptor): operation.fd = descriptor
        default: break
        }
    }
}

extension DeviceNode {
    /// The number as the kernel's mknodat(2) wants it: 12 bits of major, 20 of minor in two parts.
    fileprivate var number: UInt64 {
        UInt64(minor & 0xFF) | UInt64(major & 0xFFF) << 8 | UInt64(minor & ~0xFF) << 12
    }
}
