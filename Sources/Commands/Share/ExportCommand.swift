import ArgumentParser
import Execution
import Glibc
import HostSystem
import Images
import OCI
import SystemPackage

/// `cuvette export` writes a step of a kept run as an image.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a failed step as an OCI image that podman or docker runs.",
        discussion: """
            The image holds the files as the step found them, or left them with --after; its command is the step's, with \
            its variables, user and directory. Labels name commit, run and step. Secrets are left out: variables that \
            hold one are named in the label dev.cuvette.secrets, and an image of which a file holds one is refused.

            EXAMPLES
              cuvette export 42 -o failure.tar && podman run --rm --network none oci-archive:failure.tar
              cuvette export 42/test/build --after -o layout/
            """
    )

    @OptionGroup var common: CommonOptions

    @Argument(
        help: ArgumentHelp(
            "RUN, RUN/JOB or RUN/JOB/STEP; the step that failed unless named.",
            valueName: "what"
        )
    )
    var what: String

    @Flag(
        exclusivity: .exclusive,
        help: "The files as the step found them (default), or as it left them."
    )
    var state = StepState.before

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The archive; an OCI image layout where it ends in a slash or is a folder.",
            valueName: "file"
        )
    )
    var output: String

    @OptionGroup var outside: AllowPathOption

    /// Which files an image holds.
    enum StepState: String, EnumerableFlag {
        case before, after
    }

    func run() throws {
        let workplace = try Workplace(common)
        try KeptPlace.report {
            let place = try SharedPlace(what, in: workplace.store)
            let image = try StepImage(place, after: state == .after, workplace.session)
            try image.check(
                for: KeptSecrets(allowed: outside.allowPath).values(of: [place.checkpoint])
            )
            let content = try ContentStore(workplace.session)
            let saved = SavedImage(try image.write(to: content), name: image.title)
            try write(saved, content)
            tell(image, place)
        }
    }

    private var isFolder: Bool {
        output.hasSuffix("/") || (try? Directory(opening: FilePath(output))) != nil
    }

    private func write(_ image: SavedImage, _ content: ContentStore) throws {
        if isFolder { return try LayoutFolder(FilePath(output)).add([image], from: content) }
        let saver = ArchiveSaver(content, format: .oci)
        try NewFile.write(FilePath(output)) { try saver.save([image], to: $0) }
    }

    /// The command that runs it, and what is not in it.
    private func tell(_ image: StepImage, _ place: SharedPlace) {
        var words = ["podman", "run", "--rm"]
        if place.checkpoint.network.mode == "none" { words += ["--network", "none"] }
        if let memory = place.checkpoint.limits.memoryBytes { words += ["--memory", "\(memory)"] }
        for variable in image.secretVariables { words += ["-e", "\(variable.name)=…"] }
        // podman takes no slash before the colon.
        let folder = FilePath(output).string
        words.append(isFolder ? "oci:\(folder):\(image.title)" : "oci-archive:\(output)")
        Console.print(words.joined(separator: " "))
        let state = state == .after ? "after" : "before"
        Console.tell(
            "\(output): step \(place.step.label) of job \(place.checkpoint.job), run \(place.checkpoint.run), the files \(state) it; it ended with \(place.step.result.text)"
        )
        for variable in image.secretVariables {
            Console.tell(
                "left out: \(variable.name), which holds the secret \(variable.secrets.joined(separator: ", "))"
            )
        }
        if !place.checkpoint.services.isEmpty {
            let names = place.checkpoint.services.map(\.name).joined(separator: ", ")
            Console.tell("not in it: the services \(names)")
        }
        for volume in place.step.volumes {
            Console.tell("not in it: the cache \(volume.name) at \(volume.path)")
        }
    }
}
