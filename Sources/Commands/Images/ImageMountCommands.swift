import ArgumentParser
import Glibc
import HostSystem
import Images
import Objects
import SystemPackage

/// `cuvette image mount`: shows the files of an image, read-only.
struct ImageMountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mount",
        abstract: "Show the files of an image in a folder, read-only.",
        discussion: """
            The mount stays until "cuvette image unmount"; meanwhile "cuvette gc" keeps the layers. An ordinary user cannot \
            mount for others to see: "cuvette image export" and "cuvette container run" show the files too.

            EXAMPLES
              cuvette image mount alpine /mnt
              cuvette image unmount /mnt
            """
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var platform: PlatformOption

    @Argument(help: "A name or id.")
    var image: String

    @Argument(help: "An existing folder.")
    var folder: String

    func run() async throws {
        try await ContainerCodes.reportWaiting {
            let place = try ImagePlace(store)
            guard place.marks == .trusted else {
                throw ObjectError(
                    "an ordinary user's mount ends with the command that made it",
                    hint: "\"cuvette image export\" writes the files as an archive",
                    code: 1
                )
            }
            let lock = try StoreLock(place.store, exclusive: false, wait: true)
            defer { withExtendedLifetime(lock) {} }
            let target = try OpenFile(opening: FilePath(folder), O_RDONLY | O_DIRECTORY)
            let loaded = try await place.load(
                try place.images.find(image),
                platform: try platform.value()
            )
            for note in loaded.notes { Console.tell("note: \(note)") }
            let view = try StackView(loaded.snapshots, in: place.session, marks: place.marks)
            try view.mount.attach(to: target, named: FilePath(folder))
            Console.print(folder)
        }
    }
}

/// `cuvette image unmount`: ends what `mount` began.
struct ImageUnmountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unmount",
        abstract: "End the mounts of images.",
        aliases: ["umount"]
    )

    @Argument(help: "Folders.")
    var folders: [String]

    func run() throws {
        try ContainerCodes.forEach(folders) { folder in
            // UMOUNT_NOFOLLOW, so that no link leads to another mount.
            try call("unmount \(folder)", "umount2", umount2(folder, 8))
            Console.print(folder)
        }
    }
}
