package import HostSystem

/// The options of a mount, taken apart.
///
/// Source: OCI runtime-spec, config.md, "Linux mount options"; mount(8), mount_setattr(2).
package struct MountOptions: Sendable, Hashable {
    /// Whether it shows what is elsewhere already.
    package var binds = false
    /// Whether mounts below its source come along.
    package var isRecursive = false
    /// Whether only the mount that is there is changed.
    package var isRemount = false
    /// What the mount itself forbids and allows.
    package var own = MountChange()
    /// What it and all mounts below it forbid and allow.
    package var deep = MountChange(recursive: true)
    /// How it spreads, in order; `recursive` where all below it do.
    package var propagations: [MountChange] = []
    /// Whether ids are shifted, and those of mounts below too.
    package var mapsIDs: MappedIDs?
    /// Whether what lay there is copied into a new file system.
    package var copiesUp = false
    /// Whether a bind mount of a symbolic link is a link of the same content instead, as crun has it.
    package var copiesLink = false
    /// Settings of the file system, as key and value.
    package var settings: [[String]] = []
    /// Settings of the file system that have no value.
    package var flags: [String] = []

    /// Which ids are shifted.
    package enum MappedIDs: Sendable, Hashable {
        /// Those of the mount itself.
        case own
        /// Those of the mounts below it too.
        case deep
    }

    /// Takes options apart, in order; a later one overrides an earlier one.
    package init(_ words: [String]) {
        for word in words { take(word) }
    }

    private mutating func take(_ word: String) {
        if let attribute = Self.attributes[word] {
            own.apply(attribute)
        } else if word.first == "r", let attribute = Self.attributes[String(word.dropFirst())] {
            deep.apply(attribute)
        } else if let (propagation, recursive) = Self.propagation(word) {
            propagations.append(MountChange(propagation: propagation, recursive: recursive))
        } else {
            takeOther(word)
        }
    }

    private mutating func takeOther(_ word: String) {
        switch word {
        case "bind": binds = true
        case "rbind":
            binds = true
            isRecursive = true
        case "remount": isRemount = true
        case "idmap": mapsIDs = .own
        case "ridmap": mapsIDs = .deep
        case "tmpcopyup": copiesUp = true
        case "copy-symlink": copiesLink = true
        // What the kernel does anyhow, and what has no effect since Linux 5.15.
        case "defaults", "silent", "loud", "async", "nomand", "norelatime", "nostrictatime",
            "nolazytime", "noiversion":
            break
        default:
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 {
                settings.append(parts.map(String.init))
            } else if !word.isEmpty {
                flags.append(word)
            }
        }
    }

    /// A word's attributes: those it sets and those it clears before.
    struct Attribute: Sendable {
        var set: MountAttributes = []
        var clear: MountAttributes = []
    }

    private static func times(_ set: MountAttributes) -> Attribute {
        Attribute(set: set, clear: .accessTimes)
    }

    private static let attributes: [String: Attribute] = [
        "ro": Attribute(set: .readOnly), "rw": Attribute(clear: .readOnly),
        "nosuid": Attribute(set: .noSetuid), "suid": Attribute(clear: .noSetuid),
        "nodev": Attribute(set: .noDevices), "dev": Attribute(clear: .noDevices),
        "noexec": Attribute(set: .noExecution), "exec": Attribute(clear: .noExecution),
        "nosymfollow": Attribute(set: .noSymlinks), "symfollow": Attribute(clear: .noSymlinks),
        "noatime": times(.noAccessTime), "atime": times([]), "relatime": times([]),
        "strictatime": times(.strictAccessTime),
        "nodiratime": Attribute(set: .noDirectoryAccessTime),
        "diratime": Attribute(clear: .noDirectoryAccessTime),
    ]

    /// Where changes of a bind mount spread, as far as it is set when the mount is made.
    var early: [MountChange] { propagations.filter { $0.propagation != .unbindable } }
    /// The rest, once it is in its place: what is unbindable cannot be copied there.
    var late: [MountChange] { propagations.filter { $0.propagation == .unbindable } }

    /// The options that have a meaning of their own here; all others are the file system's.
    package static var words: [String] {
        let spreading = ["shared", "slave", "private", "unbindable"]
        let further = [
            "bind", "rbind", "remount", "idmap", "ridmap", "tmpcopyup", "copy-symlink", "defaults",
            "silent",
            "loud",
            "async", "nomand", "norelatime", "nostrictatime", "nolazytime", "noiversion",
        ]
        let own = attributes.keys + spreading
        return (own + own.map { "r\($0)" } + further).sorted()
    }

    private static func propagation(_ word: String) -> (MountPropagation, Bool)? {
        switch word {
        case "shared": (.shared, false)
        case "rshared": (.shared, true)
        case "slave": (.slave, false)
        case "rslave": (.slave, true)
        case "private": (.private, false)
        case "rprivate": (.private, true)
        case "unbindable": (.unbindable, false)
        case "runbindable": (.unbindable, true)
        default: nil
        }
    }
}

extension MountChange {
    /// Adds a word's attributes, which override those before.
    fileprivate mutating func apply(_ attribute: MountOptions.Attribute) {
        set.subtract(attribute.clear)
        clear.formUnion(attribute.clear)
        clear.subtract(attribute.clear.contains(.accessTimes) ? [] : attribute.set)
        set.formUnion(attribute.set)
    }
}
