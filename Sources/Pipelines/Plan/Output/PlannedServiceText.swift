import Expressions
import Networks
import OrderedCollections

/// The lines of one planned service.
struct PlannedServiceText {
    private let service: PlannedService
    private let jobImage: PlannedImage
    private let known: KnownText

    init(_ service: PlannedService, of job: PlannedJob, _ known: KnownText) {
        self.service = service
        jobImage = job.image
        self.known = known
    }

    func write(to lines: inout PlanLines) {
        lines.add("service", service.name.text, indent: 4)
        if service.image != jobImage {
            PlannedImageText(service.image).write(to: &lines, indent: 8)
        }
        if !service.command.isEmpty {
            ActionText.write(.command(service.command.map(known.text)), to: &lines, indent: 8)
        }
        if let folder = service.workingDirectory { lines.add("in", known.text(folder), indent: 8) }
        if let user = service.user { lines.add("user", known.text(user), indent: 8) }
        lines.add("env", service.env.map { "\($0)=\(known.text($1))" }, indent: 8)
        lines.add("ports", service.ports.map(\.description), indent: 8)
        if let ready = service.ready { lines.add("ready", text(ready), indent: 8) }
        if service.restart != .no { lines.add("restart", service.restart.rawValue, indent: 8) }
        if !service.limits.isEmpty { lines.add("limits", service.limits.text, indent: 8) }
    }

    private func text(_ ready: PlannedReadiness) -> String {
        let within = "within \(ready.timeout.pipelineText)"
        switch ready.sign {
        case .tcp(let port): return "port \(port)/tcp accepts, \(within)"
        case .log(let text): return "its output says \"\(known.text(text))\", \(within)"
        case .command(let words):
            let line = Value.array(words.map { .string(known.text($0)) }).json()
            let isUsual = ready.interval == Bounds.readinessInterval
            let often = isUsual ? "" : ", tried every \(ready.interval.pipelineText)"
            return "\(line) succeeds\(often), \(within)"
        }
    }
}
