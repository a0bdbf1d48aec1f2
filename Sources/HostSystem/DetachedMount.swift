import CSandbox
import Glibc
package import SystemPackage

/// A mounted file system that no path leads to: it lives as long as its descriptor, or as a namespace it was moved to.
///
/// Nobody unmounts it and no crash leaves it behind: the kernel ends it with its last holder. While it is held,
/// files can be read and written through it (`directory()`), also after the container that used it is gone.
///
/// Source: fsopen(2), fsconfig(2), fsmount(2), open_tree(2); Linux 6.8 for `lowerdir+`, 6.13 for layers by descriptor.
package struct DetachedMount: ~Copyable, Sendable {
    /// The mount; lent.
    package let file: OpenFile

    /// The number of the mount's descriptor.
    package var descriptor: Int32 { file.descriptor }

    /// One setting of a file system that is being made.
    package enum Option: Sendable, Hashable {
        /// `key=value`
        case string(String, String)
        /// `key`
        case flag(String)
        /// `key=` an open file or directory; the descriptor is only lent.
        case descriptor(String, Int32)
    }

    /// Makes a file system and mounts it nowhere.
    ///
    /// - Parameters:
    ///   - type: `overlay`, `tmpfs`, ….
    ///   - options: In the order in which the kernel gets them.
    ///   - attributes: What the mount forbids.
    /// - Throws: `SystemError`; its action holds the kernel's own explanation where it gives one.
    package init(
        of type: String,
        _ options: [Option],
        attributes: MountAttributes = []
    ) throws(SystemError) {
        self.file = try Self.make(type, options, attributes)
    }

    private static func make(
        _ type: String,
        _ options: [Option],
        _ attributes: MountAttributes
    ) throws(SystemError) -> OpenFile {
        let context = OpenFile(
            adopting: try call("make a file system \(type)", "fsopen", csandbox_fsopen(type))
        )
        for option in options {
            guard Self.set(option, on: context.descriptor) < 0 else { continue }
            throw Self.refusal("set \(option.name) of \(type)", of: context, call: "fsconfig")
        }
        if csandbox_fsconfig_create(context.descriptor) < 0 {
            throw Self.refusal("mount \(type)", of: context, call: "fsconfig")
        }
        let mount = csandbox_fsmount(context.descriptor, attributes.rawValue)
        return OpenFile(adopting: try call("mount \(type)", "fsmount", mount))
    }

    /// Takes over a mount that is mounted nowhere.
    package init(adopting file: consuming OpenFile) {
        self.file = file
    }

    /// Makes a second mount of what is at a path of the host.
    ///
    /// - Parameters:
    ///   - path: A file or directory of the host.
    ///   - recursive: Whether the mounts below it come along.
    ///   - attributes: What the new mount forbids.
    /// - Throws: `SystemError`.
    package init(
        cloning path: FilePath,
        recursive: Bool = false,
        attributes: MountAttributes = []
    ) throws(SystemError) {
        let flags: UInt32 = 1 | (recursive ? 0x8000 : 0)
        let tree = path.withPlatformString { csandbox_open_tree(AT_FDCWD, $0, flags) }
        self.file = try Self.restrict(
            OpenFile(adopting: try call("bind \(path)", "open_tree", tree)),
            attributes,
            recursive: recursive,
            name: path
        )
    }

    private static func restrict(
        _ tree: consuming OpenFile,
        _ attributes: MountAttributes,
        recursive: Bool,
        name: FilePath
    ) throws(SystemError) -> OpenFile {
        if !attributes.isEmpty {
            let result = csandbox_mount_setattr(
                tree.descriptor,
                attributes.rawValue,
                0,
                0,
                -1,
                recursive ? 1 : 0
            )
            try call("bind \(name)", "mount_setattr", result)
        }
        return tree
    }

    /// Makes a second mount of an open file or directory of the host.
    ///
    /// - Parameters:
    ///   - place: What is found there; lent.
    ///   - name: For messages.
    ///   - recursive: Whether the mounts below it come along.
    /// - Throws: `SystemError`.
    package init(
        cloning place: borrowing OpenFile,
        named name: FilePath,
        recursive: Bool
    ) throws(SystemError) {
        let flags: UInt32 = 0x1 | 0x1000 | (recursive ? 0x8000 : 0)
        let tree = csandbox_open_tree(place.descriptor, "", flags)
        self.file = OpenFile(adopting: try call("bind \(name)", "open_tree", tree))
    }

    /// Changes what the mount forbids, how it spreads and whose ids it shows.
    ///
    /// - Throws: `SystemError`.
    package borrowing func apply(_ change: MountChange, named name: FilePath) throws(SystemError) {
        let result = csandbox_mount_setattr(
            descriptor,
            change.set.rawValue,
            change.clear.rawValue,
            change.propagation?.rawValue ?? 0,
            change.userNamespace ?? -1,
            change.recursive ? 1 : 0
        )
        try call("bind \(name)", "mount_setattr", result)
    }

    /// Mounts it over an open directory, where it stays after its descriptor is closed; move_mount(2).
    ///
    /// - Parameters:
    ///   - target: The directory; lent.
    ///   - name: For messages.
    /// - Throws: `SystemError`.
    package borrowing func attach(
        to target: borrowing OpenFile,
        named name: FilePath
    ) throws(SystemError) {
        let moved = csandbox_move_mount_over(descriptor, target.descriptor)
        try call("mount on \(name)", "move_mount", moved)
    }

    /// The root of the mounted file system, open for work below it.
    package borrowing func directory(named name: String) throws(SystemError) -> Directory {
        let opened = csandbox_openat2(
            descriptor,
            ".",
            UInt64(UInt32(bitPattern: O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
            0,
            0
        )
        return Directory(
            adopting: OpenFile(adopting: try call("open \(name)", "openat2", opened)),
            path: FilePath(name)
        )
    }

    private static func set(_ option: Option, on context: Int32) -> Int32 {
        switch option {
        case .string(let key, let value): csandbox_fsconfig_string(context, key, value)
        case .flag(let key): csandbox_fsconfig_flag(context, key)
        case .descriptor(let key, let descriptor): csandbox_fsconfig_fd(context, key, descriptor)
        }
    }

    /// The refusal, with the message that the kernel left on the context: "e overlay: Unknown parameter".
    private static func refusal(
        _ action: String,
        of context: borrowing OpenFile,
        call: String
    ) -> SystemError {
        let reason = Errno(rawValue: Glibc.errno)
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = Glibc.read(context.descriptor, &buffer, buffer.count)
        guard count > 2 else { return SystemError(action, call: call, errno: reason) }
        let message =
            String(decoding: buffer[2..<count], as: UTF8.self)
            .split(separator: "\n").first.map(String.init) ?? ""
        return SystemError("\(action) (\(message))", call: call, errno: reason)
    }
}

extension DetachedMount.Option {
    fileprivate var name: String {
        switch self {
        case .string(let key, let value): "\(key)=\(value)"
        case .flag(let key): key
        case .descriptor(let key, _): key
        }
    }
}
