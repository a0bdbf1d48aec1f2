import FoundationEssentials
import Glibc
import HostSystem
import Objects

/// Containers in the words of `docker ps`.
enum ContainerText {
    /// `Up 5 minutes (healthy)`, `Exited (0) 2 hours ago`.
    static func status(_ container: StoredContainer) -> String {
        let life = container.life
        switch life.phase {
        case .created: return "Created"
        case .restarting: return "Restarting (\(life.exitCode)) \(ago(life.finished))"
        case .exited: return "Exited (\(life.exitCode)) \(ago(life.finished))"
        case .running:
            let text = "Up \(age(life.started))"
            if container.isPaused { return "\(text) (Paused)" }
            guard let health = life.health else { return text }
            return health.status == .starting
                ? "\(text) (health: starting)" : "\(text) (\(health.status.rawValue))"
        }
    }

    /// `2 hours ago`.
    static func ago(_ time: String?) -> String { "\(age(time)) ago" }

    /// `2 hours`, as Docker rounds.
    static func age(_ time: String?) -> String {
        guard let time, let then = seconds(time) else { return "some time" }
        let seconds = max(0, Int64(Double(UTCTime.microseconds) / 1e6 - then))
        switch seconds {
        case 0: return "Less than a second"
        case 1: return "1 second"
        case ..<60: return "\(seconds) seconds"
        case ..<120: return "About a minute"
        case ..<3600: return "\(seconds / 60) minutes"
        case ..<7200: return "About an hour"
        case ..<172_800: return "\(seconds / 3600) hours"
        case ..<1_209_600: return "\(seconds / 86400) days"
        default: return "\(seconds / 604_800) weeks"
        }
    }

    /// Seconds since 1970 of a time in RFC 3339, in UTC; nil for anything else.
    static func seconds(_ text: String) -> Double? {
        let parts = text.split { "-T:Z".contains($0) }.compactMap { Double($0) }
        guard parts.count == 6, text.contains("T"), parts.allSatisfy({ $0 < 10_000 }) else {
            return nil
        }
        var time = tm()
        time.tm_year = Int32(parts[0]) - 1900
        time.tm_mon = Int32(parts[1]) - 1
        time.tm_mday = Int32(parts[2])
        time.tm_hour = Int32(parts[3])
        time.tm_min = Int32(parts[4])
        let asked = time
        let seconds = Double(timegm(&time))
        // The 31st of February is made the 3rd of March.
        guard time.tm_mon == asked.tm_mon, time.tm_mday == asked.tm_mday,
            time.tm_hour == asked.tm_hour, time.tm_min == asked.tm_min, parts[5] < 61
        else { return nil }
        return seconds + parts[5]
    }

    /// The command, quoted, and cut where it is long.
    static func command(_ arguments: [String], whole: Bool) -> String {
        let text = arguments.joined(separator: " ")
        guard !whole, text.count > 20 else { return "\"\(text)\"" }
        return "\"\(text.prefix(19))…\""
    }

    /// `127.0.0.1:8080->80/tcp`, and ports that the image names without their being published.
    static func ports(_ container: StoredContainer) -> [String] {
        let published = container.life.ports.map { text in
            guard let colon = text.lastIndex(of: ":") else { return text }
            return "\(text[..<colon])->\(text[text.index(after: colon)...])"
        }
        guard container.life.phase == .running else { return published }
        let targets = published.map { $0.split(separator: ">").last.map(String.init) ?? $0 }
        return published + container.configuration.exposedPorts.filter { !targets.contains($0) }
    }

    /// `key=value,…`.
    static func labels(_ labels: [String: String]) -> String {
        labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }
}
