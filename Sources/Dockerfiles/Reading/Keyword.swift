/// The instructions of a Dockerfile.
///
/// Source: BuildKit's Dockerfile reference.
package enum Keyword: String, Sendable, Hashable, CaseIterable {
    case add = "ADD"
    case arg = "ARG"
    case cmd = "CMD"
    case copy = "COPY"
    case entrypoint = "ENTRYPOINT"
    case env = "ENV"
    case expose = "EXPOSE"
    case from = "FROM"
    case healthcheck = "HEALTHCHECK"
    case label = "LABEL"
    case maintainer = "MAINTAINER"
    case onbuild = "ONBUILD"
    case run = "RUN"
    case shell = "SHELL"
    case stopsignal = "STOPSIGNAL"
    case user = "USER"
    case volume = "VOLUME"
    case workdir = "WORKDIR"

    /// The instruction of a word, in any case.
    init?(_ word: String) {
        self.init(rawValue: word.uppercased())
    }

    /// Whether here-documents may follow it.
    var takesHeredocs: Bool { [.add, .copy, .run].contains(self) }

    /// The flags that it knows, without their dashes.
    var flags: [String] {
        switch self {
        case .add: ["chown", "chmod", "link", "keep-git-dir", "checksum", "exclude", "unpack"]
        case .copy: ["from", "chown", "chmod", "link", "parents", "exclude"]
        case .from: ["platform"]
        case .healthcheck:
            ["interval", "timeout", "start-period", "start-interval", "retries"]
        case .run: ["mount", "network", "security", "device"]
        default: []
        }
    }
}
