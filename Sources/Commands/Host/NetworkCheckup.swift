import Execution
import Networks

/// Tries out, on this host and as this user, what networks of jobs need.
struct NetworkCheckup {
    let isRoot: Bool

    /// Whether jobs can have networks of their own, and whether those can reach the outside.
    func findings() -> [HostCheckup.Finding] {
        do {
            let host = try NetworkHost.here()
            // An ordinary user makes them in a user namespace, of which another line speaks.
            let rights = isRoot ? NetworkRights.detect(on: host) : nil
            return [own(rights?.obstacle), outside(host.way, rights?.forwardBlockers ?? [])]
        } catch {
            return [own(error)]
        }
    }

    private func own(_ obstacle: NetworkError?) -> HostCheckup.Finding {
        HostCheckup.Finding(
            subject: "networks of jobs",
            verdict: obstacle == nil ? .good : .limited,
            text: obstacle.map { "none: \($0)" }
                ?? (isRoot ? "steps and services see each other" : "in a user namespace"),
            remedy: obstacle?.hint
        )
    }

    private func outside(_ way: OutsideWay, _ blockers: [String]) -> HostCheckup.Finding {
        let subject = "network: private"
        switch way {
        case .routed where !blockers.isEmpty:
            return HostCheckup.Finding(
                subject: subject,
                verdict: .limited,
                text: "forwarded packets are dropped by \(blockers.joined(separator: ", "))",
                remedy: "let these chains accept the interfaces cv* in both directions"
            )
        case .routed:
            return HostCheckup.Finding(
                subject: subject,
                verdict: .good,
                text: "this machine forwards"
            )
        case .userMode(let program):
            return HostCheckup.Finding(
                subject: subject,
                verdict: .good,
                text: "by \(program.path)"
            )
        case .none(let reason, let hint):
            return HostCheckup.Finding(
                subject: subject,
                verdict: .limited,
                text: "no way to the outside: \(reason)",
                remedy: hint
            )
        }
    }
}
