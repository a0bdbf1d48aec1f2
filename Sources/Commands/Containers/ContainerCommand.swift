import ArgumentParser

/// `cuvette container`: containers that are made, kept and removed by name.
struct ContainerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "container",
        abstract: "Make, start, stop and remove containers by name.",
        discussion: """
            EXIT CODES of run, start -a, exec
              the command's own, or 128 and the number of the signal that ended it
              125  Cuvette failed
              126  the command cannot be invoked
              127  the command is not there
            """,
        subcommands: [
            ContainerRunCommand.self, ContainerCreateCommand.self, ContainerStartCommand.self,
            ContainerExecCommand.self, ContainerAttachCommand.self, ContainerStopCommand.self,
            ContainerRestartCommand.self, ContainerKillCommand.self, ContainerPauseCommand.self,
            ContainerUnpauseCommand.self, ContainerWaitCommand.self, ContainerUpdateCommand.self,
            ContainerRenameCommand.self, ContainerListCommand.self, ContainerInspectCommand.self,
            ContainerLogsCommand.self, ContainerPortCommand.self, ContainerTopCommand.self,
            ContainerStatsCommand.self,
            ContainerCopyCommand.self, ContainerExportCommand.self, ContainerCommitCommand.self,
            ContainerRemoveCommand.self, ContainerPruneCommand.self,
        ]
    )
}
