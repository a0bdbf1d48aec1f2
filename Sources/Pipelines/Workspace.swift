/// The folder of a container that holds the files of the commit.
package enum Workspace {
    /// Where it is, and where steps begin that name no other folder.
    package static let path = "/workspace"
}
