import ArgumentParser
import Builds
import Containers
import Diagnostics
import Dockerfiles
import HostSystem
import Images
import OCI
import SystemPackage

/// `cuvette image build`: builds the image of a Dockerfile.
struct ImageBuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Build an image from a Dockerfile.",
        discussion: """
            Without a context, the commit HEAD of the repository here is built, whatever lies on disk; REPO@REV[:DIR] \
            names another one. A folder is built as it lies. Of a commit, the cache is told by git's own ids: what has \
            not changed is found without a file being read.

            EXAMPLES
              cuvette image build -t app
              cuvette image build -t app .
              cuvette image build -t app:v2 --target test ../service@v2:docker
              cuvette image build --secret id=token,env=TOKEN -o type=local,dest=out .
            """,
        helpNames: .long
    )

    @OptionGroup var options: BuildOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var outputs: BuildOutputOptions

    @Option(help: "When to use colours: auto, always, never.")
    var color = OutputStyle.ColorMode.auto

    @Argument(
        help: "A folder, or REPO@REV[:DIR]. (default: the commit HEAD of the repository here)"
    )
    var context: String?

    func validate() throws {
        try options.check()
        _ = try outputs.wanted()
    }

    func run() async throws {
        let style = OutputStyle(color)
        let stop = BuildStop()
        do {
            try await stop.watching { try await build(style) }
        } catch let failure as BuildFailure {
            throw BuildFailureText(style).tell(failure, stop.signal)
        } catch let error as DiagnosticError {
            throw Console.refuse(error.diagnostics, style)
        } catch let code as ExitCode {
            throw code
        } catch {
            throw ContainerCodes.hostFailure(error)
        }
    }

    private func build(_ style: OutputStyle) async throws {
        let began = ContinuousClock.now
        let input = try BuildInput(context, file: options.file)
        if !input.dockerfile.warnings.isEmpty {
            Console.tellText(
                DiagnosticRenderer(color: style.color).render(input.dockerfile.warnings)
            )
        }
        if options.checksOnly { return try report(input, style) }
        let place = try ImagePlace(store)
        let names = try options.tags.map { try ImagePlace.name($0) }
        let printer = BuildPrinter(options.progress, isQuiet: options.quiet, style)
        let request = try request(input, place, printer)
        let built = try await ImageBuilder(request).build()
        let recorder = ImageRecorder(place.content, compression: .none)
        let descriptor = try await recorder.record(built, time: request.time)
        let result = BuildResult(built: built, descriptor: descriptor, place: place)
        for name in names { try result.tag(name) }
        try await result.write(try outputs.wanted(), names: names)
        if names.isEmpty, try outputs.wanted().isEmpty { try place.images.keep(descriptor) }
        try result.report(idFile: outputs.idFile)
        printer.finish(began.duration(to: .now), names.map(\.familiar))
    }

    /// What was found without building: nothing, or warnings, which are no failure.
    private func report(_ input: BuildInput, _ style: OutputStyle) throws {
        let count = input.dockerfile.warnings.count
        Console.print(count == 0 ? "no mistakes found" : "\(count) warning\(count == 1 ? "" : "s")")
    }

    private func request(_ input: BuildInput, _ place: ImagePlace, _ printer: BuildPrinter) throws
        -> BuildRequest
    {
        let rights = HostIdentity.current.rights ?? .current
        var request = BuildRequest(
            input.dockerfile,
            context: input.context,
            session: place.session,
            host: try ContainerHost(initProgram: try InitProgram.path(), rights: rights),
            images: BaseImageShelf(place, pulls: options.pull),
            observer: printer
        )
        request.ignored = input.ignored
        try options.apply(to: &request)
        if request.time == nil, case .commit(_, _, let time) = input.context { request.time = time }
        return request
    }
}
