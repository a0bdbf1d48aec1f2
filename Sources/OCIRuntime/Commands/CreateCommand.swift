/// Makes a container, whose process waits to be started.
struct CreateCommand: RuntimeSubcommand {
    static let name = "create"
    static let abstract = "Make a container."

    var options = BundleOptions()

    var groups: [Any] { [options] }

    func validate() throws { try options.validate() }

    func run(in runtime: RuntimeCommand) throws {
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
