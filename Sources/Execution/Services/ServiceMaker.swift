import Builds
import Containers
import Expressions
import Images
import Logs
import Networks
import OrderedCollections
import Pipelines
import SystemPackage

/// Turns a planned service into one that can be run: its file system, its place in the network, its command.
struct ServiceMaker {
    let materials: RunMaterials
    let job: PlannedJob
    let service: PlannedService
    let attempt: Int
    let image: JobImage
    let seat: NetworkSeat
    let ending: Cancellation

    private var title: String { "service \"\(service.name)\"" }

    /// The service, not yet begun.
    ///
    /// - Parameter scope: What its expressions see.
    /// - Returns: How it is run.
    /// - Throws: `ExecutionError`; `SystemError` where its users cannot be looked up.
    func make(_ scope: Scope) throws -> ServiceRun {
        let room = JobRoom(
            base: image.base,
            above: SnapshotChain(image.layers),
            limits: ResourceLimits(service.limits),
            network: .none,
            rights: materials.request.host.rights
        )
        var sign: String?
        if case .log(let template)? = service.ready?.sign { sign = try evaluate(template, scope) }
        return ServiceRun(
            means: materials.means,
            traits: ServiceTraits(service),
            place: place,
            room: room,
            command: try command(room, scope),
            ending: ending,
            state: ServiceState(listeningFor: sign)
        )
    }

    /// What finds out whether the service is ready; nil where nobody waits for it.
    func probe(of state: ServiceState, in hub: JobHub, _ scope: Scope) throws -> ServiceProbe? {
        guard let ready = service.ready else { return nil }
        let sign: ServiceProbe.Sign =
            switch ready.sign {
            case .tcp(let port): .tcp(port)
            case .log: .log
            case .command(let words): .command(try words.map { try evaluate($0, scope) })
            }
        return ServiceProbe(sign, every: ready.interval, at: seat, in: hub, of: state)
    }

    private var place: StepPlace {
        StepPlace(
            job: job.id,
            slug: job.slug,
            index: 0,
            isSetup: false,
            service: service.name,
            label: "service:\(service.name)",
            attempt: attempt
        )
    }

    private func command(_ room: JobRoom, _ scope: Scope) throws -> StepCommand {
        let user = try room.user(
            try service.user.map { try evaluate($0, scope) } ?? room.base.user ?? ""
        )
        var words = try service.command.map { try evaluate($0, scope) }
        if words.isEmpty { words = room.base.command }
        guard !words.isEmpty else {
            throw ExecutionError.badValue("\(title): its image names no command; add \"command:\"")
        }
        let folder = try service.workingDirectory.map { try evaluate($0, scope) }
        let directory = folder ?? room.base.workingDirectory ?? "/"
        try check(words + [directory])
        return StepCommand(
            script: nil,
            arguments: words,
            environment: try environment(room, scope, home: user.home),
            workingDirectory: directory.hasPrefix("/") ? directory : "/\(directory)",
            identity: user.identity,
            timeLimit: nil,
            network: .seat(seat)
        )
    }

    /// Every process of the host can read what a command is called with.
    private func check(_ open: [String]) throws {
        if open.contains(where: { $0.utf8.contains(0) }) {
            throw ExecutionError.badValue("\(title): its command holds a NUL byte")
        }
        if open.contains(where: { materials.redactor.finds(in: $0) }) {
            throw ExecutionError.badValue(
                "\(title): its command or directory holds a secret; hand it over in \"env:\""
            )
        }
    }

    /// The image's variables, then the service's own.
    private func environment(
        _ room: JobRoom,
        _ scope: Scope,
        home: String
    ) throws -> [EnvironmentVariable] {
        var all: OrderedDictionary<String, String> = [
            "PATH": StepCommandMaker.standardPath, "HOME": home, "LANG": "C.UTF-8",
        ]
        for (name, value) in room.base.environment { all[name] = value }
        for (name, template) in service.env { all[name] = try evaluate(template, scope) }
        return all.filter { !$0.value.utf8.contains(0) }.map {
            EnvironmentVariable($0.key, $0.value)
        }
    }

    private func evaluate(_ template: Placed<Template>, _ scope: Scope) throws -> String {
        do {
            return try template.value.text(in: scope)
        } catch {
            throw ExecutionError.expression(template, error, in: materials.request.plan)
        }
    }
}
