import Expressions
import HostSystem
import Networks
import SystemPackage

/// Keeps what a container contacted outside of its job in the run's folder.
struct EgressKeeper {
    let directory: RunDirectory

    /// Writes `jobs/SLUG/NAME.egress.json`, where the container had a network of its own.
    ///
    /// - Parameters:
    ///   - network: The container's, which has ended.
    ///   - place: Whose it is.
    /// - Returns: What it attempted; nil without a network of its own.
    /// - Throws: `NetworkError`, `SystemError`.
    func keep(_ network: ContainerNetwork, of place: StepPlace) throws -> EgressLog? {
        guard case .seat(let seat) = network else { return nil }
        let log = try seat.egress()
        let text = Value.object(EgressJSON.object(log)).json(pretty: true) + "\n"
        try directory.job(place.slug).writeFile(
            FilePath("\(place.logName).egress.json"),
            Array(text.utf8)
        )
        return log
    }
}
