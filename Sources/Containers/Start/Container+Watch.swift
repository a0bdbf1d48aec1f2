import CSandbox
import Glibc
import HostSystem

/// Which of the two outputs a piece of output came from.
package enum OutputStream: String, Sendable, Hashable, CaseIterable {
    /// Descriptor 1.
    case stdout
    /// Descriptor 2.
    case stderr
}

/// What a container is watched for.
package struct ContainerWatch: Sendable {
    /// How long the command may run; nil for as long as it likes.
    package var timeLimit: Duration?
    /// How long it has between SIGTERM and SIGKILL.
    package var grace: Duration = .seconds(10)
    /// How many bytes its writable layer may hold, and how to find out how many it does.
    package var diskLimit: DiskLimit?
    /// How somebody else may stop it.
    package var stop: StopRequest

    /// A bound on the writable layer.
    package struct DiskLimit: Sendable {
        /// In bytes.
        package var bytes: UInt64
        /// Measures, as long as the function it is given says that somebody wants to know; called on a thread of its
        /// own, a few times a second.
        package var measure: @Sendable (_ isWanted: () -> Bool) -> UInt64

        /// A bound and its measure.
        package init(
            bytes: UInt64,
            measure: @escaping @Sendable (_ isWanted: () -> Bool) -> UInt64
        ) {
            self.bytes = bytes
            self.measure = measure
        }
    }

    /// A watch that only waits, until somebody stops it.
    package init(stop: StopRequest) {
        self.stop = stop
    }
}

extension Container {
    /// Hands on all output and waits for the end; blocks its thread.
    ///
    /// Output of one stream comes in its order; between the two streams the order is that in which it was found,
    /// which is the order of writing wherever the writes are further apart than a wake-up takes.
    ///
    /// - Parameters:
    ///   - watch: The limits and the way to stop.
    ///   - sink: Gets every byte, on this thread. Its bytes are valid during the call only. If it throws, the
    ///     container is killed.
    /// - Returns: How it ended; every process of it is gone.
    /// - Throws: `ContainerError.output`, or what the sink throws.
    package consuming func run(
        _ watch: ContainerWatch,
        sink: (OutputStream, UnsafeRawBufferPointer) throws -> Void
    ) throws -> ContainerExit {
        var loop = WatchLoop(watch, began: began)
        defer { loop.finish() }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 4096)
        defer { buffer.deallocate() }
        defer {
            // Harmless when it has ended; the kernel kills a PID namespace with its first process.
            _ = csandbox_pidfd_send_signal(process.pidfd.descriptor, SIGKILL)
            csandbox_reap(process.pidfd.descriptor)
        }
        while !loop.processEnded {
            try loop.wait(for: self)
            if loop.isReady(.stdout) { try drain(output, .stdout, &loop, buffer, sink, once: true) }
            if loop.isReady(.stderr) { try drain(errors, .stderr, &loop, buffer, sink, once: true) }
            loop.act(on: self)
        }
        try drain(output, .stdout, &loop, buffer, sink, once: false)
        try drain(errors, .stderr, &loop, buffer, sink, once: false)
        return loop.exit(of: self)
    }

    /// Reads what is there and hands it on.
    private borrowing func drain(
        _ file: borrowing OpenFile,
        _ stream: OutputStream,
        _ loop: inout WatchLoop,
        _ buffer: UnsafeMutableRawBufferPointer,
        _ sink: (OutputStream, UnsafeRawBufferPointer) throws -> Void,
        once: Bool
    ) throws {
        repeat {
            let count = read(file.descriptor, buffer.baseAddress, buffer.count)
            if count > 0 {
                try sink(stream, UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            } else if count == 0 {
                return loop.close(stream)
            } else if errno == EAGAIN {
                return
            } else if errno != EINTR {
                throw ContainerError.output(.last("read the output", "read"))
            }
        } while !once
    }
}
