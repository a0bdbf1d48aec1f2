import SystemPackage
import CSandbox
import Containers
import Glibc
import HostSystem

/// Our ends of what a container reads and writes; none of them blocks.
final class ContainerStreams {
    /// Its standard output, or the other side of its terminal.
    let output: OpenFile
    /// Its standard errors; nil where it has a terminal.
    let errors: OpenFile?
    /// Its standard input, or the terminal again; nil where nobody writes to it.
    private(set) var input: OpenFile?
    /// Whether they are a terminal.
    let isTerminal: Bool

    init(
        output: consuming OpenFile,
        errors: consuming OpenFile?,
        input: consuming OpenFile?,
        isTerminal: Bool
    ) {
        self.output = output
        self.errors = errors
        self.input = input
        self.isTerminal = isTerminal
    }

    /// Lets the container find the end of its input; a terminal is told so by a control character instead.
    func closeInput() {
        if isTerminal {
            var end: UInt8 = 0x04
            _ = write(inputDescriptor, &end, 1)
        }
        input = nil
    }

    /// The descriptors to wait for; -1 for what is not there, which poll(2) passes over.
    var outputDescriptor: Int32 { output.descriptor }
    /// Of the standard errors.
    var errorDescriptor: Int32 {
        switch errors {
        case .some(let errors): errors.descriptor
        case .none: -1
        }
    }
    /// Of the input.
    var inputDescriptor: Int32 {
        switch input {
        case .some(let input): input.descriptor
        case .none: -1
        }
    }
}

/// Both ends, before the container has taken its own.
enum OpenStreams: ~Copyable {
    case pipes(PipeStreams)
    case terminal(SocketPair)

    /// Makes them.
    static func make(for configuration: ContainerConfiguration) throws(SystemError) -> OpenStreams {
        if configuration.hasTerminal { return .terminal(try SocketPair()) }
        return .pipes(try PipeStreams.make(hasInput: configuration.hasInput))
    }

    /// What the container's start is lent.
    borrowing func lend(to start: inout StagedStart) {
        switch self {
        case .pipes(let pipes): start.standard = pipes.theirs
        case .terminal(let sockets): start.console = sockets.theirs.descriptor
        }
    }

    /// Our ends, once the container has its own.
    consuming func taken(hasInput: Bool) throws(SystemError) -> ContainerStreams {
        switch consume self {
        case .pipes(let pipes): return try pipes.taken()
        case .terminal(let sockets):
            let terminal = try Self.receive(from: sockets.takeOurs())
            try setNonblocking(terminal.descriptor)
            let input = hasInput ? try terminal.duplicate() : nil
            return ContainerStreams(output: terminal, errors: nil, input: input, isTerminal: true)
        }
    }

    private static func receive(from socket: consuming OpenFile) throws(SystemError) -> OpenFile {
        var text = [UInt8](repeating: 0, count: 256)
        var descriptor: Int32 = -1
        let count = csandbox_receive(socket.descriptor, &text, text.count, &descriptor)
        guard count > 0, descriptor >= 0 else { throw .last("take the terminal", "recvmsg") }
        return OpenFile(adopting: descriptor)
    }
}

/// Three pipes, or two and nothing to read.
struct PipeStreams: ~Copyable {
    private let input: OpenPipe?
    private let nothing: OpenFile
    private let output: OpenPipe
    private let errors: OpenPipe

    static func make(hasInput: Bool) throws(SystemError) -> PipeStreams {
        let input = hasInput ? try OpenPipe() : nil
        let nothing = try OpenFile(opening: "/dev/null", O_RDONLY)
        return PipeStreams(
            input: input,
            nothing: nothing,
            output: try OpenPipe(),
            errors: try OpenPipe()
        )
    }

    /// What the container gets as descriptors 0 to 2.
    var theirs: [Int32] {
        let reading =
            switch input {
            case .some(let input): input.reading.descriptor
            case .none: nothing.descriptor
            }
        return [reading, output.writing.descriptor, errors.writing.descriptor]
    }

    consuming func taken() throws(SystemError) -> ContainerStreams {
        let writing: OpenFile? =
            switch consume input {
            case .some(let input): input.takeWriting()
            case .none: nil
            }
        let streams = ContainerStreams(
            output: output.takeReading(),
            errors: errors.takeReading(),
            input: writing,
            isTerminal: false
        )
        for descriptor in [
            streams.outputDescriptor, streams.errorDescriptor, streams.inputDescriptor,
        ] where descriptor >= 0 { try setNonblocking(descriptor) }
        return streams
    }
}

/// Makes reads and writes of a descriptor return at once.
func setNonblocking(_ descriptor: Int32) throws(SystemError) {
    try call(
        "prepare a descriptor",
        "fcntl",
        fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    )
}
