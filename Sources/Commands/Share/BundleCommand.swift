import ArgumentParser
import Execution
import HostSystem
import Images
import SystemPackage

/// `cuvette bundle` writes a kept run as one file.
struct BundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: "Write a kept run as one file, to be run again on another machine.",
        discussion: """
            The file holds the record of the run, its logs and reports, and the layers of its kept jobs: the files of the \
            commit, the image, and what each step wrote. Of jobs on the image host, the machine's programs are not in it. \
            Secrets never are: a bundle of which a file holds one is refused. It is an OCI image layout in an archive.

            EXAMPLES
              cuvette bundle 42 -o run.cuv
              cuvette reproduce run.cuv
            """
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp("The number of the run.", valueName: "run"))
    var number: Int

    @Option(name: .shortAndLong, help: ArgumentHelp("The file.", valueName: "file"))
    var output: String

    @OptionGroup var outside: AllowPathOption

    func run() throws {
        let workplace = try Workplace(common)
        try KeptPlace.report {
            let directory = RunDirectory(number, in: workplace.store)
            let bundle = try RunBundle(directory, workplace.session)
            try bundle.check(
                for: KeptSecrets(allowed: outside.allowPath).values(of: bundle.checkpoints)
            )
            let content = try ContentStore(workplace.session)
            let images = try bundle.images(in: content)
            let saver = ArchiveSaver(content, format: .oci)
            try NewFile.write(FilePath(output)) { try saver.save(images, to: $0) }
            tell(bundle)
        }
    }

    private func tell(_ bundle: RunBundle) {
        let jobs = bundle.checkpoints
        Console.tell("\(output): run \(number), \(jobs.map(\.slug).joined(separator: ", "))")
        let onHost = jobs.filter(\.image.isHost).map(\.slug)
        if !onHost.isEmpty {
            Console.tell(
                "not in it: the programs of this machine, on which \(onHost.joined(separator: ", ")) ran; elsewhere those of the other machine take their place"
            )
        }
        for volume in jobs.flatMap(\.steps).flatMap(\.volumes).map(\.name).removingDuplicates {
            Console.tell("not in it: the cache \(volume)")
        }
    }
}

extension [String] {
    /// Each once, in the order of its first appearance.
    fileprivate var removingDuplicates: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
