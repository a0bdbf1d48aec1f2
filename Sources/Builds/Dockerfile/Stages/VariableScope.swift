import Dockerfiles
import OCI

/// The variables of one stage while its instructions are read: `ARG`s that were declared, and the image's environment.
struct VariableScope: Sendable {
    /// What the build was given and may be asked for by `ARG`.
    let given: [String: String]
    /// The values of `ARG`s before the first `FROM`, and of what is there anyway.
    let global: [String: String]
    /// Declared and set, in order.
    private(set) var arguments: [(name: String, value: String)] = []

    /// Variables that need no `ARG`, leave no trace in an image and do not count for the cache.
    static let proxies = [
        "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY", "ftp_proxy",
        "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy",
    ]

    /// A scope without an `ARG`.
    init(given: [String: String], global: [String: String]) {
        self.given = given
        self.global = global
    }

    /// The value that an `ARG` gets.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - standard: Gives its default, variables replaced; asked only where nothing was given.
    /// - Returns: What was given, else the default, else what an `ARG` of that name before the first `FROM` has.
    func value(of name: String, standard: () throws -> String?) rethrows -> String? {
        if let value = given[name] { return value }
        return try standard() ?? global[name]
    }

    /// The proxies that commands are told of: what was given in capital letters stands in small ones, too, and the
    /// other way round, since programs differ in which they read.
    var proxies: [(name: String, value: String)] {
        Self.proxies.compactMap { name in
            (given[name] ?? given[name.uppercased()] ?? given[name.lowercased()]).map { (name, $0) }
        }
    }

    /// Declares an `ARG`.
    mutating func declare(_ name: String, _ value: String?) {
        arguments.removeAll { $0.name == name }
        if let value { arguments.append((name, value)) }
    }

    /// What a name means: the environment goes before `ARG`s.
    func lookUp(_ name: String, in environment: [String]) -> String? {
        Self.value(of: name, in: environment) ?? arguments.last { $0.name == name }?.value
    }

    /// What a name means in an environment of `NAME=value`.
    static func value(of name: String, in environment: [String]) -> String? {
        let prefix = name + "="
        return environment.last { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }

    /// The values that are there before the first `ARG`: of platforms.
    static func platforms(target: Platform, stage: String) -> [String: String] {
        let build = Platform.host
        func values(_ prefix: String, _ platform: Platform) -> [String: String] {
            [
                "\(prefix)PLATFORM": platform.description, "\(prefix)OS": platform.os,
                "\(prefix)ARCH": platform.architecture, "\(prefix)VARIANT": platform.variant ?? "",
            ]
        }
        return values("TARGET", target).merging(values("BUILD", build)) { $1 }
            .merging(["TARGETSTAGE": stage]) { $1 }
    }
}
