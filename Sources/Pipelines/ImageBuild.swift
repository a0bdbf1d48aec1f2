/// An image that is built from a Dockerfile of the commit.
package struct ImageBuild: Sendable, Hashable {
    /// The folder of the repository whose files the Dockerfile may copy; `.` for all of it.
    package var context: String
    /// The Dockerfile, relative to the context; nil for `Dockerfile` or `Containerfile`.
    package var file: String?
    /// The stage that is wanted; nil for the last.
    package var target: String?
    /// Values of `ARG`s, by name.
    package var arguments: [String: String] = [:]

    /// A build of a folder.
    package init(context: String, file: String? = nil, target: String? = nil) {
        self.context = context
        self.file = file
        self.target = target
    }
}

extension ImageBuild: CustomStringConvertible {
    /// What people are shown.
    package var description: String {
        var text = "build \(context)"
        if let file { text += " (\(file))" }
        if let target { text += ", stage \(target)" }
        for (name, value) in arguments.sorted(by: { $0.key < $1.key }) {
            text += ", \(name)=\(value)"
        }
        return text
    }
}
