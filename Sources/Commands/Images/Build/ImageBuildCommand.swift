import ArgumentParser
import Builds
import Containers
import Diagnostics
import Dockerfiles
import Git
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
              cuvette image build -t app https://git.example.org/service.git#v2:docker
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
        help:
            "A folder, REPO@REV[:DIR], or the address of a repository with #REV[:DIR]. (default: the commit HEAD of the repository here)"
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
            try await stop.watching { try await build(style, stop) }
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

    private func build(_ style: OutputStyle, _ stop: BuildStop) async throws {
        let began = ContinuousClock.now
        options.announceAgent()
        var opened: ImagePlace?
        let source = try BuildPlace(context) {
            let place = try ImagePlace(store)
            opened = place
            return place.session
        }
        let printer = BuildPrinter(options.progress, isQuiet: options.quiet, style)
        if options.file == nil, let commit = source.commit, try !source.hasDockerfile {
            let place = try opened ?? ImagePlace(store)
            return try await buildEnvironment(
                of: commit,
                source.time,
                place,
                printer,
                began,
                style,
                stop
            )
        }
        let input = try BuildInput(source, file: options.file)
        if !input.dockerfile.warnings.isEmpty {
            let renderer = DiagnosticRenderer(color: style.color)
            Console.tellText(renderer.render(input.dockerfile.warnings))
        }
        if options.checksOnly { return try report(input, style) }
        let place = try opened ?? ImagePlace(store)
        let names = try options.tags.map { try ImagePlace.name($0) }
        let request = try request(input, place, printer)
        let caches = BuildCaches(place, isQuiet: options.quiet, style)
        try await caches.take(from: options.cacheFrom)
        let built = try await ImageBuilder(request).build()
        try await finish(built, time: request.time, place, names)
        try await caches.put(built, to: options.cacheTo)
        printer.finish(began.duration(to: .now), names.map(\.familiar))
    }

    /// The image of a commit that has a pipeline and no Dockerfile; it is called by the commit.
    private func buildEnvironment(
        of commit: (repository: Repository, revision: String),
        _ time: Int64?,
        _ place: ImagePlace,
        _ printer: BuildPrinter,
        _ began: ContinuousClock.Instant,
        _ style: OutputStyle,
        _ stop: BuildStop
    ) async throws {
        let build = EnvironmentBuild(options: options, place: place, style: style, stop: stop)
        let stage = try await build.stage(of: commit.repository, at: commit.revision)
        let own = EnvironmentBuild.name(of: commit.repository, commit.revision)
        let names = try (options.tags + [own]).map { try ImagePlace.name($0) }
        try await finish(stage, time: time, place, names)
        printer.finish(began.duration(to: .now), names.map(\.familiar))
    }

    /// Records an image, names it, and writes it to where it is wanted.
    private func finish(
        _ built: BuiltStage,
        time: Int64?,
        _ place: ImagePlace,
        _ names: [ImageReference]
    ) async throws {
        let recorder = ImageRecorder(place.content, compression: .gzip)
        let descriptor = try await recorder.record(built, time: time)
        let result = BuildResult(built: built, descriptor: descriptor, place: place)
        for name in names { try result.tag(name) }
        let wanted = try outputs.wanted()
        try await result.write(wanted, names: names)
        if names.isEmpty, wanted.isEmpty { try place.images.keep(descriptor) }
        try result.report(idFile: outputs.idFile)
    }

    /// What was found without building: nothing, or warnings, which are no failure.
    private func report(_ input: BuildInput, _ style: OutputStyle) throws {
        let count = input.dockerfile.warnings.count
        Console.print(count == 0 ? "no mistakes found" : "\(count) warning\(count == 1 ? "" : "s")")
    }

    /// What containers share.
    static func host() throws -> ContainerHost {
        try ContainerHost(
            initProgram: try InitProgram.path(),
            rights: HostIdentity.current.rights ?? .current
        )
    }

    private func request(_ input: BuildInput, _ place: ImagePlace, _ printer: BuildPrinter) throws
        -> BuildRequest
    {
        var request = BuildRequest(
            input.dockerfile,
            context: input.context,
            session: place.session,
            host: HostOnDemand(rights: HostIdentity.current.rights ?? .current) {
                try Self.host()
            },
            images: BaseImageShelf(
                place,
                pulls: options.pull,
                telling: TransferPrinter("fetching", isQuiet: options.quiet, OutputStyle(color))
            ),
            observer: printer
        )
        request.ignored = input.ignored
        try options.apply(to: &request)
        request.time = request.time ?? input.time
        request.remote = WebFiles()
        return request
    }
}
