import Containers
import HostSystem
import OCI
import SystemPackage

extension RuntimeProcess {
    /// Gives up the capabilities that cannot be granted: those that we have not, where the container has no user
    /// namespace of its own, and ambient ones that are not both permitted and inheritable, which the kernel refuses.
    ///
    /// Source: config.md, "Linux Process": a runtime should not fail for them, and must warn.
    ///
    /// - Parameter users: Whether the container has a user namespace of its own.
    /// - Throws: `SystemError` where /proc does not tell what we have.
    /// - Returns: A sentence on each set that has become smaller.
    mutating func giveUpCapabilities(inOwn users: Bool) throws -> [String] {
        guard let asked = capabilities else { return [] }
        var warnings: [String] = []
        func kept(_ names: [String]?, _ set: String, within limit: Capabilities) -> [String]? {
            let beyond = (names ?? []).filter {
                Capabilities(name: $0).map { !limit.isSuperset(of: $0) } ?? false
            }
            guard !beyond.isEmpty else { return names }
            warnings.append(
                "passed over \(set) capabilities that cannot be granted: \(beyond.joined(separator: ", "))"
            )
            return names?.filter { !beyond.contains($0) }
        }
        let held = users ? Capabilities.all : try Capabilities.held()
        var granted = asked
        granted.permitted = kept(asked.permitted, "permitted", within: held)
        granted.effective = kept(asked.effective, "effective", within: held)
        granted.inheritable = kept(asked.inheritable, "inheritable", within: held)
        let handedOn = Capabilities(names: granted.permitted ?? [])
            .intersection(Capabilities(names: granted.inheritable ?? []))
        granted.ambient = kept(asked.ambient, "ambient", within: handedOn)
        capabilities = granted
        return warnings
    }
}

extension RuntimeSpec {
    /// Whether the container has a user namespace of its own.
    var hasUserNamespace: Bool {
        linux?.namespaces?.contains { $0.type == "user" } == true
    }
}

extension Capabilities {
    /// What this process may do; proc(5), `status`.
    fileprivate static func held() throws -> Capabilities {
        let place = FilePath("/proc/self/status")
        let bytes = try OpenFile(opening: place).readAll(limit: 1 << 16, name: place.string)
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .first { $0.hasPrefix("CapPrm:") }
        let digits = line?.drop { $0 != "\t" }.dropFirst() ?? ""
        return Capabilities(rawValue: UInt64(digits, radix: 16) ?? Self.all.rawValue)
    }
}
