import CSandbox
import Glibc
import HostSystem
import SystemPackage

/// A process that a program has started.
struct StartedProcess: ~Copyable {
    let pid: Int32
    let pidfd: OpenFile
}

extension SandboxProgram {
    /// Carries the program out in a new process and returns when its init runs.
    ///
    /// - Parameter cgroup: A cgroup v2 directory to be born in, lent; -1 for none.
    /// - Returns: The process.
    /// - Throws: `ContainerError.start` with the step that failed and why; nothing is left then.
    func start(inCgroup cgroup: Int32 = -1) throws(ContainerError) -> StartedProcess {
        let memory = Arena()
        let operations = steps.map { $0.lowered(into: memory) }
        var failure = csandbox_failure()
        var pidfd: Int32 = -1
        let pid = csandbox_start(
            namespaces.rawValue,
            cgroup,
            operations,
            operations.count,
            &pidfd,
            &failure
        )
        guard pid < 0 else {
            return StartedProcess(pid: pid, pidfd: OpenFile(adopting: pidfd))
        }
        throw Self.error(failure, in: steps)
    }

    private static func error(_ failure: csandbox_failure, in steps: [Step]) -> ContainerError {
        let reason = Errno(rawValue: failure.error)
        guard failure.index >= 0, Int(failure.index) < steps.count else {
            return .start(
                SystemError("start a process in new namespaces", call: "clone3", errno: reason)
            )
        }
        let step = steps[Int(failure.index)]
        let stage = min(max(0, Int(failure.stage)), step.calls.count - 1)
        return .start(SystemError(step.action, call: step.calls[stage], errno: reason))
    }
}

/// Memory that lives as long as one start: strings and arrays that the child reads in place.
private final class Arena {
    private var blocks: [UnsafeMutableRawPointer] = []

    deinit {
        for block in blocks { block.deallocate() }
    }

    func string(_ text: String) -> UnsafePointer<CChar> {
        let bytes = Array(text.utf8CString)
        let block = allocate(bytes.count)
        bytes.withUnsafeBytes { source in
            if let base = source.baseAddress {
                block.copyMemory(from: base, byteCount: source.count)
            }
        }
        return UnsafePointer(block.assumingMemoryBound(to: CChar.self))
    }

    func bytes(_ bytes: [UInt8]) -> UnsafeRawPointer {
        let block = allocate(max(1, bytes.count))
        bytes.withUnsafeBytes { source in
            if let base = source.baseAddress {
                block.copyMemory(from: base, byteCount: source.count)
            }
        }
        return UnsafeRawPointer(block)
    }

    /// The strings and a null pointer behind them.
    func list(_ texts: [String]) -> UnsafePointer<UnsafePointer<CChar>?> {
        let stride = MemoryLayout<UnsafePointer<CChar>?>.stride
        let list = allocate((texts.count + 1) * stride)
            .bindMemory(to: UnsafePointer<CChar>?.self, capacity: texts.count + 1)
        for (index, text) in texts.enumerated() { list[index] = string(text) }
        list[texts.count] = nil
        return UnsafePointer(list)
    }

    private func allocate(_ size: Int) -> UnsafeMutableRawPointer {
        let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        blocks.append(block)
        return block
    }
}

extension SandboxProgram.Step {
    fileprivate func lowered(into memory: Arena) -> csandbox_op {
        var operation = csandbox_op()
        operation.kind = Int32(bitPattern: kind.rawValue)
        switch self {
        case .write(let path, let text):
            operation.path = memory.string(path)
            operation.bytes = memory.bytes(Array(text.utf8))
            operation.size = text.utf8.count
        case .makeMountsPrivate, .loopback, .session, .noNewPrivileges: break
        case .attachRoot(let descriptor, let path), .place(let descriptor, let path):
            operation.fd = descriptor
            operation.path = memory.string(path)
        case .enter(let descriptor), .pivot(let descriptor), .closeAtExec(let descriptor):
            operation.fd = descriptor
        case .mount(let type, let options, let attributes, let path):
            operation.text = memory.string(type)
            operation.list = memory.list(options.flatMap { $0 })
            operation.number = attributes.rawValue
            operation.path = memory.string(path)
        case .directory(let path, let mode), .file(let path, let mode):
            operation.path = memory.string(path)
            operation.mode = mode
        case .device(let path, let mode, let major, let minor):
            operation.path = memory.string(path)
            operation.mode = mode
            operation.number = UInt64(major) << 8 | UInt64(minor)
        case .symlink(let path, let target):
            operation.path = memory.string(path)
            operation.text = memory.string(target)
        case .mask(let path), .readOnly(let path), .changeDirectory(let path):
            operation.path = memory.string(path)
        case .hostname(let name): operation.text = memory.string(name)
        case .unshare(let namespaces): operation.number = namespaces.rawValue
        case .limit(let resource, let soft, let hard):
            operation.mode = resource
            operation.number = soft
            operation.number2 = hard
        case .boundCapabilities(let set), .capabilities(let set): operation.number = set.rawValue
        case .identity(let identity, let groupsMayStay):
            operation.number = UInt64(identity.uid)
            operation.number2 = UInt64(identity.gid)
            operation.mode = groupsMayStay ? 1 : 0
            operation.bytes = memory.bytes(identity.groups.flatMap(Self.nativeBytes))
            operation.size = identity.groups.count * 4
        case .seccomp(let filter):
            operation.bytes = memory.bytes(filter)
            operation.size = filter.count
        case .umask(let mode): operation.mode = mode
        case .descriptor(let from, let onto):
            operation.fd = from
            operation.fd2 = onto
        case .execute(let descriptor, let arguments, let environment):
            operation.fd = descriptor
            operation.list = memory.list(arguments)
            operation.bytes = UnsafeRawPointer(memory.list(environment))
        }
        return operation
    }

    private static func nativeBytes(_ number: UInt32) -> [UInt8] {
        withUnsafeBytes(of: number) { Array($0) }
    }

    private var kind: csandbox_kind {
        switch self {
        case .write: CSANDBOX_WRITE
        case .makeMountsPrivate: CSANDBOX_PRIVATE
        case .attachRoot: CSANDBOX_ATTACH
        case .enter: CSANDBOX_ENTER
        case .pivot: CSANDBOX_PIVOT
        case .mount: CSANDBOX_MOUNT
        case .place: CSANDBOX_PLACE
        case .directory: CSANDBOX_DIRECTORY
        case .file: CSANDBOX_FILE
        case .device: CSANDBOX_DEVICE
        case .symlink: CSANDBOX_SYMLINK
        case .mask: CSANDBOX_MASK
        case .readOnly: CSANDBOX_READONLY
        case .hostname: CSANDBOX_HOSTNAME
        case .loopback: CSANDBOX_LOOPBACK
        case .unshare: CSANDBOX_UNSHARE
        case .session: CSANDBOX_SESSION
        case .limit: CSANDBOX_LIMIT
        case .boundCapabilities: CSANDBOX_BOUND
        case .identity: CSANDBOX_IDENTITY
        case .capabilities: CSANDBOX_CAPABILITIES
        case .noNewPrivileges: CSANDBOX_NO_NEW_PRIVS
        case .seccomp: CSANDBOX_SECCOMP
        case .umask: CSANDBOX_UMASK
        case .changeDirectory: CSANDBOX_CHDIR
        case .descriptor: CSANDBOX_DESCRIPTOR
        case .closeAtExec: CSANDBOX_CLOSE
        case .execute: CSANDBOX_EXEC
        }
    }
}
