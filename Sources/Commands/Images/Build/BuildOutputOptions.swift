import ArgumentParser
import SystemPackage

/// Where the result of a build goes, besides the store.
struct BuildOutputOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Write the result: type=local, tar, oci or docker, and dest=PATH; a path alone is a folder, - a tar on standard output.",
            valueName: "type=type,dest=path"
        )
    )
    var output: [String] = []

    @Option(
        name: .customLong("iidfile"),
        help: ArgumentHelp("Write the image's id to a file.", valueName: "file")
    )
    var idFile: String?

    /// One place that the result is written to.
    struct Output {
        /// In what form.
        enum Kind: String, CaseIterable {
            /// The files, in a folder.
            case local
            /// The files, in an archive.
            case tar
            /// An OCI image layout, in an archive.
            case oci
            /// An archive of `docker save`.
            case docker
        }

        var kind: Kind
        /// Where; nil for standard output.
        var path: FilePath?
    }

    /// The places.
    ///
    /// - Throws: `ValidationError`.
    func wanted() throws -> [Output] {
        try output.map { text in
            if !text.contains("=") {
                return text == "-"
                    ? Output(kind: .tar) : Output(kind: .local, path: FilePath(text))
            }
            var kind: Output.Kind?
            var path: String?
            for field in text.split(separator: ",") {
                let pair = field.split(
                    separator: "=",
                    maxSplits: 1,
                    omittingEmptySubsequences: false
                )
                guard pair.count == 2 else { throw Self.wrong(text) }
                switch pair[0] {
                case "type":
                    kind = Output.Kind(rawValue: String(pair[1]))
                    if kind == nil { throw Self.wrong(text) }
                case "dest": path = String(pair[1])
                default: throw Self.wrong(text)
                }
            }
            guard let kind else { throw Self.wrong(text) }
            if kind == .local, path == nil || path == "-" { throw Self.wrong(text) }
            return Output(kind: kind, path: path.flatMap { $0 == "-" ? nil : FilePath($0) })
        }
    }

    private static func wrong(_ text: String) -> ValidationError {
        ValidationError(
            "--output \(text): expected type=local, tar, oci or docker, and dest=PATH"
        )
    }
}
