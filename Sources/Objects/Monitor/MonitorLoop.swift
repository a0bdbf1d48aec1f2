import CSandbox
import Containers
import Glibc
import HostSystem
import Logs

/// The one loop of a monitor: hands output to the log and to those attached, their input to the container, asks after
/// its health, and notices its end.
///
/// Used by one thread, the one that starts the container.
final class MonitorLoop {
    private let listener: OpenFile
    private let signals: OpenFile
    private var clients: [AttachClient]
    private let configuration: ContainerConfiguration
    /// Whether this process was asked to end.
    private(set) var isAskedToEnd = false
    private var killAt: ContinuousClock.Instant?
    private var input = InputQueue()

    /// Gets ready.
    ///
    /// - Parameters:
    ///   - configuration: The container's.
    ///   - listener: A listening socket.
    ///   - starter: Who started the container.
    /// - Throws: `SystemError`.
    init(
        _ configuration: ContainerConfiguration,
        listener: consuming OpenFile,
        starter: AttachClient
    ) throws(SystemError) {
        self.configuration = configuration
        self.listener = listener
        clients = [starter]
        // SIGPIPE too, so that a write that nobody reads is an error and not the end.
        let numbers = [SIGTERM, SIGINT, SIGHUP, SIGPIPE]
        signals = OpenFile(
            adopting: try call("take signals", "signalfd", csandbox_signals(numbers, numbers.count))
        )
    }

    /// Tells everybody something.
    func tell(_ word: AttachWord, _ bytes: some Collection<UInt8> = []) {
        for client in clients { client.tell(word, bytes) }
    }

    /// Stays until everybody has taken what they were told, for a while at the most.
    func finish() {
        let deadline = ContinuousClock.now + .seconds(10)
        while clients.contains(where: \.isBehind), ContinuousClock.now < deadline {
            var table = PollTable()
            addClients(to: &table, reading: false)
            _ = table.wait(until: deadline)
            for client in clients { client.flush() }
        }
    }

    // MARK: While nothing runs

    /// Serves those attached until a time has come, or somebody wants the container to end.
    func pause(until deadline: ContinuousClock.Instant) {
        while ContinuousClock.now < deadline, !isAskedToEnd {
            var table = PollTable()
            addCommon(to: &table)
            let ready = table.wait(until: deadline)
            serve(ready, nil)
        }
    }

    // MARK: While the container runs

    /// Serves a container until its first process has ended.
    ///
    /// - Parameters:
    ///   - started: The container.
    ///   - output: Gets what it writes.
    ///   - health: Looks after its health.
    /// - Throws: `SystemError` where its log cannot be written.
    func watch(_ started: StartedContainer, _ output: inout OutputLog, _ health: HealthWatch?)
        throws(SystemError)
    {
        input = InputQueue()
        killAt = nil
        while true {
            var table = PollTable()
            addCommon(to: &table)
            add(started, output, to: &table)
            health?.add(to: &table)
            let deadline = [killAt, health?.deadline].compactMap { $0 }.min()
            let ready = table.wait(until: deadline)
            serve(ready, started)
            if ready.contains(.output) { try output.read(.stdout, started, show) }
            if ready.contains(.errors) { try output.read(.stderr, started, show) }
            if ready.contains(.process) { break }
            health?.act(ready)
            if let killAt, ContinuousClock.now >= killAt {
                _ = try started.process.signal(SIGKILL)
                self.killAt = nil
            }
        }
        try output.drain(started, show)
    }

    /// Shows output to those who watch.
    private func show(_ stream: LogStream, _ bytes: UnsafeRawBufferPointer) {
        let word = stream == .stderr ? AttachWord.errors : .output
        for client in clients where client.watches {
            var rest = bytes[...]
            while !rest.isEmpty {
                client.tell(word, rest.prefix(AttachWord.maximumLength))
                rest = rest.dropFirst(AttachWord.maximumLength)
            }
        }
    }

    /// Forgets those who have gone; the container's input ends with its starter, where nobody else is there.
    private func dropGone() {
        guard clients.contains(where: \.isGone) else { return }
        if clients.contains(where: { $0.isGone && $0.watches && $0.isStarter }),
            !configuration.hasTerminal, clients.allSatisfy(\.isGone)
        {
            input.end()
        }
        clients.removeAll(where: \.isGone)
    }

    private func addCommon(to table: inout PollTable) {
        dropGone()
        table.add(.signals, signals.descriptor)
        table.add(.listener, listener.descriptor)
        addClients(to: &table, reading: input.hasRoom)
    }

    private func addClients(to table: inout PollTable, reading: Bool) {
        for (index, client) in clients.enumerated() {
            let events = (reading ? POLLIN : 0) | (client.isBehind ? POLLOUT : 0)
            table.add(.client(index), client.descriptor, events)
        }
    }

    private func add(
        _ started: StartedContainer,
        _ output: borrowing OutputLog,
        to table: inout PollTable
    ) {
        let streams = started.streams
        table.add(.process, started.process.file.descriptor)
        if !clients.contains(where: \.isBehind) {
            if output.isOpen(.stdout) { table.add(.output, streams.outputDescriptor) }
            if output.isOpen(.stderr) { table.add(.errors, streams.errorDescriptor) }
        }
        if input.isPending { table.add(.input, streams.inputDescriptor, POLLOUT) }
    }

    private func serve(_ ready: Set<PollTable.Source>, _ started: StartedContainer?) {
        if ready.contains(.signals) { takeSignals(started) }
        for (index, client) in clients.enumerated() where ready.contains(.client(index)) {
            client.flush()
            while let (word, bytes) = client.take() { take(word, bytes, started) }
        }
        if ready.contains(.input), let started, input.write(to: started.streams.inputDescriptor) {
            started.streams.closeInput()
        }
        if ready.contains(.listener) { accept() }
    }

    private func accept() {
        let descriptor = Glibc.accept(listener.descriptor, nil, nil)
        guard descriptor >= 0 else { return }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        clients.append(AttachClient(OpenFile(adopting: descriptor)))
    }

    private func take(_ word: AttachWord, _ bytes: ArraySlice<UInt8>, _ started: StartedContainer?)
    {
        switch word {
        case .typed where (started?.streams.inputDescriptor ?? -1) >= 0: input.add(bytes)
        case .inputEnded: input.end()
        case .size:
            let numbers = String(decoding: bytes, as: UTF8.self).split(separator: " ")
                .compactMap { UInt32($0) }
            guard let started, started.streams.isTerminal, numbers.count == 2 else { return }
            let size = min(numbers[0], 0xFFFF) << 16 | min(numbers[1], 0xFFFF)
            _ = csandbox_set_terminal_size(started.streams.outputDescriptor, size)
        default: break
        }
    }

    /// SIGTERM asks for the container's end, as when a machine is shut down.
    private func takeSignals(_ started: StartedContainer?) {
        while case let number = csandbox_next_signal(signals.descriptor), number != 0 {
            guard number == SIGTERM else { continue }
            isAskedToEnd = true
            guard let started else { continue }
            // One that has ended meanwhile needs no signal.
            _ = try? started.process.signal(configuration.stopSignal)
            let patience = configuration.stopTimeoutSeconds
            killAt = patience < 0 ? nil : .now + .seconds(patience)
        }
    }
}
