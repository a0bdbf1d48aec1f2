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
        subcommands: [
            RunCommand.self,
            CheckCommand.self,
            PlanCommand.self,
            RunsCommand.self,
            LogsCommand.self,
            ShellCommand.self,
            ReproduceCommand.self,
            DiffCommand.self,
            ReportCommand.self,
            TestsCommand.self,
            HistoryCommand.self,
            ContainerCommand.self,
            VolumeCommand.self,
            NetworkCommand.self,
            ImageCommand.self,
            LoginCommand.self,
            LogoutCommand.self,
            BisectCommand.self,
            ExplainCommand.self,
            ExportCommand.self,
            PinCommand.self,
            UnpinCommand.self,
            GarbageCommand.self,
            DoctorCommand.self,
            EvalCommand.self,
            SchemaCommand.self,
            ManualCommand.self,
        ]
    )

    /// The version of the program.
    static let version = "0.1.0"
}
