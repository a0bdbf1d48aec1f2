import HostSystem
import SystemPackage

/// Holds the descriptors 0 to 3 where nothing else does.
///
/// A container's program puts its streams and its socket onto these numbers before it executes the init. A descriptor that
/// is lent to it must have none of them, which chance alone decides where the runner was started without some of its own:
/// the init's then became the socket's, and execveat(2) said "Permission denied".
final class ReservedDescriptors: Sendable {
    private let held: [Int32]

    init() throws(SystemError) {
        var held: [Int32] = []
        while true {
            // The kernel gives the lowest number that is free.
            let file = try OpenFile(opening: "/dev/null")
            guard file.descriptor <= 3 else { break }
            held.append(file.release())
        }
        self.held = held
    }

    deinit {
        for descriptor in held { _ = OpenFile(adopting: descriptor) }
    }
}
