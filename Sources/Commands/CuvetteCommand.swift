import ArgumentParser

/// The root of the command line.
struct CuvetteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cuvette",
        abstract:
            "Runs the pipeline of a commit, every step in a container that is thrown away afterwards.",
        discussion: """
            EXAMPLES
              cuvette run                        HEAD, with the pipeline it holds
              cuvette run --worktree --job test  the files as they lie, one job
              cuvette check                      every mistake of the file
              cuvette logs 42/test/3             what a step of run 42 wrote

            EXIT CODES
              0  passed
              1  a step or test failed
              2  the pipeline file or the command line is wrong
              3  Cuvette or the host failed
              4  nothing ran, or a declared report is missing
              130, 143  cancelled by SIGINT, SIGTERM
            """,
        version: version,
        groupedSubcommands: [
            CommandGroup(
                name: "Pipeline",
                subcommands: [
                    RunCommand.self,
                    CheckCommand.self,
                    PlanCommand.self,
                    EvalCommand.self,
                    SchemaCommand.self,
                ]
            ),
            CommandGroup(
                name: "Run",
                subcommands: [
                    RunsCommand.self,
                    LogsCommand.self,
                    ExplainCommand.self,
                    PinCommand.self,
                    UnpinCommand.self,
                ]
            ),
            CommandGroup(
                name: "Failure",
                subcommands: [
                    ShellCommand.self,
                    ReproduceCommand.self,
                    DiffCommand.self,
                    BisectCommand.self,
                    ExportCommand.self,
                    BundleCommand.self,
                    UnbundleCommand.self,
                ]
            ),
            CommandGroup(
                name: "Test",
                subcommands: [
                    ReportCommand.self,
                    TestsCommand.self,
                    SplitCommand.self,
                    HistoryCommand.self,
                ]
            ),
            CommandGroup(
                name: "Image",
                subcommands: [
                    ImageCommand.self,
                    LoginCommand.self,
                    LogoutCommand.self,
                ]
            ),
            CommandGroup(
                name: "Container",
                subcommands: [
                    ContainerCommand.self,
                    VolumeCommand.self,
                    NetworkCommand.self,
                ]
            ),
            CommandGroup(
                name: "Host",
                subcommands: [
                    GarbageCommand.self,
                    DoctorCommand.self,
                    ManualCommand.self,
                ]
            ),
        ]
    )

    /// The version of the program.
    static let version = "0.1.0"
}
