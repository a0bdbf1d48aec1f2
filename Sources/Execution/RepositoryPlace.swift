package import Git
package import SystemPackage

/// Where a repository is: what threads open handles from.
package struct RepositoryPlace: Sendable, Hashable {
    /// Its git directory.
    package var gitDirectory: FilePath
    /// What paths in the pipeline file are relative to: the working directory, or the bare repository itself.
    package var root: FilePath

    /// The place of an open repository.
    package init(_ repository: Repository) {
        gitDirectory = repository.gitDirectory
        root = repository.workingDirectory ?? repository.gitDirectory
    }
}
