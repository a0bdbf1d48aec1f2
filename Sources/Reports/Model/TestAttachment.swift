/// A file or page that a case points to, checked so that nobody follows it out of the workspace.
///
/// Source: the `[[ATTACHMENT|path]]` lines of Jenkins' junit-attachments plugin and GitLab, and
/// properties whose name begins with `attachment`.
package enum TestAttachment: Sendable, Hashable {
    /// A file, relative to the workspace, without `..`; whether it exists is not known.
    case file(String)
    /// An `http` or `https` address.
    case link(String)
    /// What must not be followed, as it was written: an absolute path elsewhere, `..`, another
    /// scheme.
    case refused(String)

    /// Judges what a report says.
    ///
    /// - Parameters:
    ///   - written: The path or address as it stands in the report.
    ///   - workspace: The absolute path of the workspace as the test saw it; an absolute path below
    ///     it becomes relative, every other absolute path is refused.
    package init(written: String, workspace: String? = nil) {
        if Self.isWebAddress(written) {
            self = .link(written)
        } else if let path = Self.relativePath(written, in: workspace) {
            self = .file(path)
        } else {
            self = .refused(written)
        }
    }

    private static func isWebAddress(_ text: String) -> Bool {
        let start = text.prefix(8).lowercased()
        return start.hasPrefix("http://") || start.hasPrefix("https://")
    }

    private static func relativePath(_ written: String, in workspace: String?) -> String? {
        var path = written[...]
        if let workspace, !workspace.isEmpty, path.hasPrefix(workspace) {
            let rest = path.dropFirst(workspace.count)
            // "/work" must not open "/workshop".
            guard workspace.last == "/" || rest.first == "/" else { return nil }
            path = rest.drop { $0 == "/" }
        }
        guard !path.isEmpty, path.first != "/", !hasScheme(path) else { return nil }
        let parts = path.split(separator: "/").filter { $0 != "." }
        guard !parts.isEmpty, !parts.contains("..") else { return nil }
        return parts.joined(separator: "/")
    }

    /// Whether the text begins like `javascript:`; RFC 3986, section 3.1.
    private static func hasScheme(_ text: Substring) -> Bool {
        guard let colon = text.firstIndex(of: ":") else { return false }
        let scheme = text[..<colon]
        guard let first = scheme.utf8.first, first.isASCIILetter else { return false }
        return scheme.utf8.allSatisfy {
            $0.isASCIILetter || $0.isASCIIDigit || [0x2B, 0x2D, 0x2E].contains($0)
        }
    }
}
