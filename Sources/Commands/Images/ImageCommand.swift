import ArgumentParser

/// `cuvette image`: images that are kept in the store.
struct ImageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image",
        abstract: "Keep, look at, hand on and take away images.",
        discussion: """
            Images lie in the store as an OCI image layout (STORE/images), which other programs can read as it is. Where \
            one image is meant, it is named as with Docker: alpine, alpine:3.20, alpine@sha256:…, or the beginning of its \
            id. Every change of a name is kept as a version.

            EXAMPLES
              cuvette image pull alpine:3.20
              cuvette image ls
              cuvette image load -i app.tar
              cuvette image rollback app:latest
              skopeo inspect oci:/var/lib/cuvette/images:docker.io/library/app:latest
            """,
        subcommands: [
            PullCommand.self, PushCommand.self,
            ImageListCommand.self, ImageInspectCommand.self, ImageHistoryCommand.self,
            ImageTagCommand.self, ImageUntagCommand.self, ImageVersionsCommand.self,
            ImageRollbackCommand.self, ImageBuildCommand.self,
            ImageSaveCommand.self, ImageLoadCommand.self, ImageImportCommand.self,
            ImageExportCommand.self, ImageDiffCommand.self, ImageMountCommand.self,
            ImageUnmountCommand.self,
            ImageRemoveCommand.self, ImagePruneCommand.self, ImageVerifyCommand.self,
        ]
    )
}
