import CSandbox
import Glibc
import HostSystem
import SystemPackage

/// Writes the entries of one layer into a tree: what comes last of a name stays.
///
/// Directories get their attributes when all is written: until then they must take further entries, must not hand
/// a default ACL down to them, and would get a new time from each.
struct LayerWriter: ~Copyable {
    private var tree: LayerTree
    private var attributes: AttributeWriter
    private var directories: [FilePath: FileAttributes] = [:]
    private var directoryBytes = 0

    /// How many bytes may be kept of directories until the end: names and attributes that a layer of honest size
    /// does not have.
    private static let maximumBytesKept = 256 << 20

    /// Whether names such as `.wh.NAME` hide something; in an archive that is no layer they are names like any other.
    var readsWhiteouts = true

    /// What was left out.
    var notes: LayerNotes { attributes.notes }

    /// Writes into an open, empty directory.
    init(into directory: borrowing Directory, marks: OverlayMarks) throws(LayerFault) {
        do { self.tree = try LayerTree(directory, marks: marks) } catch { throw .system(error) }
        self.attributes = AttributeWriter(marks: marks)
    }

    /// Where an entry goes: a name in an open directory.
    private struct Place {
        let parent: LayerTree.Parent
        let name: FilePath.Component

        /// The path without symbolic links, below the root.
        var path: FilePath { parent.path.appending(name) }

        /// Makes a call with the directory and the name.
        func at(_ make: (Int32, UnsafePointer<CChar>) -> Int32) -> Int32 {
            name.withPlatformString { make(parent.descriptor, $0) }
        }
    }

    // MARK: Entries

    /// Writes one entry.
    ///
    /// - Parameters:
    ///   - entry: What it is.
    ///   - reader: Where its data comes from.
    /// - Throws: `LayerFault`.
    mutating func write<Source>(
        _ entry: TarEntry,
        from reader: inout TarReader<Source>
    ) throws(LayerFault) {
        let path = try EntryPath(cleaning: entry.name)
        guard let name = path.name else { return try writeRoot(entry) }
        if readsWhiteouts, let whiteout = try Whiteout.of(path) {
            return try write(whiteout, at: path)
        }
        let place = Place(parent: try tree.parent(path.parent), name: name)
        switch entry.kind {
        case .file: try writeFile(entry, at: place, from: &reader)
        case .directory: try makeDirectory(entry.attributes, at: place)
        case .symbolicLink(let target): try makeLink(to: target, entry.attributes, at: place)
        case .hardLink(let target): try makeHardLink(to: target, at: place)
        case .fifo:
            try makeNode(S_IFIFO, DeviceNumber(major: 0, minor: 0), entry.attributes, at: place)
        case .characterDevice(let number):
            try makeNode(S_IFCHR, number, entry.attributes, at: place)
        case .blockDevice(let number):
            try makeNode(S_IFBLK, number, entry.attributes, at: place)
        }
    }

    private mutating func writeRoot(_ entry: TarEntry) throws(LayerFault) {
        guard entry.kind == .directory else { throw .rootIsNoDirectory }
        tree.settle(FilePath())
        keep(entry.attributes, of: FilePath())
    }

    private mutating func keep(_ attributes: FileAttributes, of path: FilePath) {
        directories[path] = attributes
        directoryBytes += path.length + 64
        for attribute in attributes.extendedAttributes {
            directoryBytes += attribute.name.utf8.count + attribute.value.count
        }
    }

    private mutating func writeFile<Source>(
        _ entry: TarEntry,
        at place: Place,
        from reader: inout TarReader<Source>
    ) throws(LayerFault) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let file = OpenFile(
            adopting: try replacing(place, "openat") { openat($0, $1, flags, 0o600) }
        )
        var hasHole = entry.sparseMap != nil
        while let (offset, bytes) = try reader.data() {
            // Zeros are left out: a file of nothing else must not fill the disk.
            if Self.isZero(bytes) {
                hasHole = true
            } else {
                try Self.write(bytes, to: file.descriptor, at: offset, named: place.path)
            }
        }
        if hasHole {
            // A hole at the end is not written.
            let grown = ftruncate(file.descriptor, off_t(entry.size))
            try refused(grown, "write \(place.path)", "ftruncate")
        }
        try attributes.set(entry.attributes, on: file.descriptor, at: place.path)
    }

    /// Whether a piece of some size is nothing but zeros; nearly all others are known by their first byte.
    private static func isZero(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count >= 4096, bytes[0] == 0, let start = bytes.baseAddress else {
            return false
        }
        return memcmp(start, start + 1, bytes.count - 1) == 0
    }

    private static func write(
        _ bytes: UnsafeRawBufferPointer,
        to descriptor: Int32,
        at offset: Int64,
        named path: FilePath
    ) throws(LayerFault) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset) + done)
            if count < 0, errno == EINTR { continue }
            try refused(Int32(clamping: count), "write \(path)", "pwrite")
            done += count
        }
    }

    private mutating func makeDirectory(
        _ attributes: FileAttributes,
        at place: Place
    ) throws(LayerFault) {
        let path = place.path
        let made = place.at { mkdirat($0, $1, 0o700) }
        if made < 0, errno == EEXIST {
            try makeWay(forDirectoryAt: place)
        } else {
            try refused(made, "make the directory \(path)", "mkdirat")
        }
        tree.settle(path)
        keep(attributes, of: path)
    }

    /// Leaves a directory that is there; in the place of anything else comes one that hides what that hid.
    private mutating func makeWay(forDirectoryAt place: Place) throws(LayerFault) {
        if case .directory = try tree.occupant(of: place.path) { return }
        _ = try replacing(place, "mkdirat") { mkdirat($0, $1, 0o700) }
        try tree.makeOpaque(place.path)
    }

    private mutating func makeLink(
        to target: [UInt8],
        _ attributes: FileAttributes,
        at place: Place
    ) throws(LayerFault) {
        // Not as a FilePath: that would change "a//b/" to "a/b".
        let text = target.map(CChar.init(bitPattern:)) + [0]
        _ = try replacing(place, "symlinkat") { symlinkat(text, $0, $1) }
        try apply(attributes, at: place, isLink: true)
    }

    private mutating func makeHardLink(
        to target: [UInt8],
        at place: Place
    ) throws(LayerFault) {
        let cleaned = try EntryPath(cleaning: target)
        let shown = cleaned.path.string
        guard let name = cleaned.name else { throw .unsupportedLinkTarget("/") }
        guard let parent = try tree.existingParent(cleaned.parent) else {
            throw .missingLinkTarget(shown)
        }
        let source = Place(parent: parent, name: name)
        switch try tree.occupant(of: source.path) {
        case .nothing, .whiteout: throw .missingLinkTarget(shown)
        case .directory: throw .unsupportedLinkTarget(shown)
        case .symbolicLink, .other: break
        }
        if source.path == place.path { return }
        // What gives way to the link would take its target along.
        guard !source.path.starts(with: place.path) else { throw .missingLinkTarget(shown) }
        // Without AT_SYMLINK_FOLLOW: a link to a symbolic link is a second name of that link.
        _ = try replacing(place, "linkat") { directory, new in
            source.at { linkat($0, $1, directory, new, 0) }
        }
    }

    private mutating func makeNode(
        _ type: UInt32,
        _ number: DeviceNumber,
        _ attributes: FileAttributes,
        at place: Place
    ) throws(LayerFault) {
        guard type == S_IFIFO || number.major != 0 || number.minor != 0 else {
            return self.attributes.notes.add(.whiteoutDevice, place.path.string)
        }
        do {
            _ = try replacing(place, "mknodat") {
                csandbox_device($0, $1, type | 0o600, number.major, number.minor)
            }
        } catch .system(let error) where error.errno == .notPermitted && type != S_IFIFO {
            return self.attributes.notes.add(.device, place.path.string)
        }
        try apply(attributes, at: place, isLink: false)
    }

    // MARK: Whiteouts

    private mutating func write(_ whiteout: Whiteout, at path: EntryPath) throws(LayerFault) {
        switch whiteout {
        case .bookkeeping:
            attributes.notes.add(.bookkeeping, path.path.string)
        case .hidesSiblings:
            try tree.marks.makeOpaque(try tree.parent(path.parent).descriptor)
        case .hides(let name):
            try hide(Place(parent: try tree.parent(path.parent), name: name))
        }
    }

    /// Hides a name of the layers below.
    ///
    /// What this layer has of that name stays, whichever came first: if it is no directory it hides the name anyway.
    private mutating func hide(_ place: Place) throws(LayerFault) {
        let made = place.at(csandbox_whiteout)
        guard made < 0, errno == EEXIST else {
            return try refused(made, "hide \(place.path)", "mknodat")
        }
        if case .directory = try tree.occupant(of: place.path) {
            try tree.makeOpaque(place.path)
        }
    }

    // MARK: Ends

    /// How many directories were made without an entry.
    var impliedCount: Int { tree.impliedCount }

    /// Whether more is kept than there is room for.
    var isFull: Bool { directoryBytes + tree.impliedBytes > Self.maximumBytesKept }

    /// The directories that the layer has no entry for and that take their attributes from the layers below.
    var impliedDirectories: Set<FilePath> { tree.implied }

    /// Gives all directories their attributes, the deepest first.
    ///
    /// - Parameter implied: Those of directories without an entry.
    /// - Throws: `LayerFault`.
    mutating func finish(implied: [FilePath: FileAttributes]) throws(LayerFault) {
        let all = directories.merging(implied) { $1 }
        for (path, attributes) in all.sorted(by: { $0.key.length > $1.key.length }) {
            try finish(path, attributes)
        }
    }

    private mutating func finish(
        _ path: FilePath,
        _ attributes: FileAttributes
    ) throws(LayerFault) {
        guard let directory = try tree.existingDirectory(path) else { return }
        try self.attributes.set(attributes, on: directory.descriptor, at: path)
    }

    private mutating func apply(
        _ attributes: FileAttributes,
        at place: Place,
        isLink: Bool
    ) throws(LayerFault) {
        try self.attributes.set(
            attributes,
            on: place.name,
            in: place.parent.descriptor,
            isLink: isLink,
            at: place.path
        )
    }

    /// Makes something; where an earlier entry left something of that name, that goes.
    private mutating func replacing(
        _ place: Place,
        _ name: String,
        _ make: (Int32, UnsafePointer<CChar>) -> Int32
    ) throws(LayerFault) -> Int32 {
        var made = place.at(make)
        if made < 0, errno == EEXIST {
            try tree.clear(place.path)
            made = place.at(make)
        }
        try refused(made, "make \(place.path)", name)
        return made
    }
}
