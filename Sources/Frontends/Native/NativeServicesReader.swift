import Diagnostics
import Expressions
import Networks
import OrderedCollections
import Pipelines

/// Reads what runs beside the steps of a job.
struct NativeServicesReader {
    let values: ValueReader

    private var findings: Findings { values.findings }

    /// The services of a job, without those whose names are wrong.
    func services(_ node: YAMLNode) -> [Service] {
        let entries = values.namedEntries(node, "\"services\"")
        guard entries.count <= Bounds.services else {
            findings.tell(
                "too-many-services",
                "the job has \(entries.count) services; at most \(Bounds.services) are taken",
                at: node.range,
                fix: "part the job in two"
            )
            return []
        }
        let services = entries.compactMap { entry, isNew -> Service? in
            let name = isNew ? name(entry.key) : nil
            // The mistakes of one whose name is wrong are told as well.
            guard let settings = settings(entry), let name else { return nil }
            return Service(name, settings)
        }
        tellSamePorts(services)
        return services
    }

    private func name(_ key: Located<String>) -> Located<ServiceName>? {
        if let name = ServiceName(key.value) { return Located(name, at: key.range) }
        let isReserved = ServiceName.reserved.contains(key.value.lowercased())
        findings.tell(
            "wrong-name",
            isReserved
                ? "a service cannot be called \"\(key.value)\", as every container calls itself"
                : "\"\(key.value)\" cannot be a host name",
            at: key.range,
            fix: isReserved
                ? "choose another name"
                : "use a letter first, then letters, digits and \"-\", which is not last; at most 63"
        )
        return nil
    }

    private func settings(_ entry: YAMLEntry) -> ServiceSettings? {
        let fields = Fields<ServiceField>(
            entry.node,
            at: entry.key.range,
            title: "service \"\(entry.key.value)\"",
            findings
        )
        guard let fields else { return nil }
        var settings = ServiceSettings()
        readProgram(&settings, fields)
        settings.ports = fields[.ports].map { ports($0) } ?? []
        settings.ready = fields[.ready].flatMap { NativeReadinessReader(values: values).read($0) }
        settings.restart = fields[.restart].flatMap { values.choice($0, "\"restart\"") } ?? .no
        settings.resources =
            fields[.resources].map {
                NativeDefaultsReader(values: values).resources($0, .cellSetting)
            } ?? Resources()
        return settings
    }

    private func readProgram(_ settings: inout ServiceSettings, _ fields: Fields<ServiceField>) {
        settings.image = fields[.image].flatMap {
            NativeImageReader(values: values, place: .cellSetting).image($0)
        }
        settings.command = fields[.command].map { values.words($0, "\"command\"", .service) } ?? []
        settings.env = fields[.env].map { values.variables($0, .service) } ?? [:]
        settings.workingDirectory = fields[.workingDirectory].flatMap {
            values.template($0, "\"working-directory\"", .service)
        }
        settings.user = fields[.user].flatMap { values.template($0, "\"user\"", .service) }
    }

    private func ports(_ node: YAMLNode) -> [Setting<PortMapping>] {
        let ports: [Setting<PortMapping>] = values.oneOrMany(node, "\"ports\"") {
            values.setting($0, $1, .cellSetting)
        }
        guard ports.count <= Bounds.ports else {
            findings.tell(
                "too-many-values",
                "\"ports\" has \(ports.count) items; at most \(Bounds.ports) are taken",
                at: node.range
            )
            return []
        }
        return ports
    }

    /// Two services of a job cannot have the same port of this machine.
    private func tellSamePorts(_ services: [Service]) {
        var earlier: [Located<PortMapping>] = []
        for port in services.flatMap(\.settings.ports) {
            guard case .fixed(let port) = port else { continue }
            if let first = earlier.first(where: { $0.value.collides(with: port.value) }) {
                let place = first.range.start
                findings.tell(
                    "same-port",
                    "port \(port.value.hostPort) of this machine is taken; first at \(place.line):\(place.column)",
                    at: port.range,
                    fix: "choose another, or name the service's port alone and get a free one"
                )
            }
            earlier.append(port)
        }
    }
}
