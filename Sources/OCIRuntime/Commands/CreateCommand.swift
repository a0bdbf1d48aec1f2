import ArgumentParser

/// Makes a container, whose process waits to be started.
struct CreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a container."
    )

    @ParentCommand var runtime: RuntimeCommand
    @OptionGroup var options: BundleOptions

    func run() throws {
        let inherited = InheritedDescriptors.open(options.inheritedCount)
        // Before an ordinary user becomes root of a namespace, and its own folder would be taken for root's.
        let state = try runtime.state()
        let bundle = try options.read(runtime).entered()
        let record = try options.withConsole { console in
            try ContainerMaker(
                state: state,
                options: runtime.createOptions(inherited, console, options)
            )
            .create(options.id, bundle)
        }
        try PidFile.write(record.pid, to: options.pidFile)
        runtime.records.debug("container \(options.id) is made as process \(record.pid)")
    }
}

extension RuntimeCommand {
    /// What was said of how a container is made.
    func createOptions(
        _ inherited: [Int32],
        _ console: Int32?,
        _ bundle: BundleOptions
    ) -> ContainerMaker.CreateOptions {
        var result = ContainerMaker.CreateOptions()
        result.staysOnOldRoot = bundle.noPivot
        result.consoleSocket = console
        result.preservedDescriptors = inherited
        result.records = records
        result.disablesCgroups = cgroupManager == .disabled
        result.systemdCgroup = systemdCgroup || cgroupManager == .systemd
        return result
    }
}
