import CSandbox
import Glibc
package import SystemPackage

/// An open descriptor with one owner: closed when the owner is gone.
///
/// Everything is opened close-on-exec.
package struct OpenFile: ~Copyable, Sendable {
    /// The number; lent, valid while this value lives.
    package let descriptor: Int32

    /// Takes over a descriptor that nobody else closes.
    package init(adopting descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        Glibc.close(descriptor)
    }

    /// Opens a path of the host; open(2).
    ///
    /// - Parameters:
    ///   - path: Followed as the kernel does, symbolic links included: never one that came from a tree or image.
    ///   - flags: `O_RDONLY` and the like; `O_CLOEXEC` is added.
    ///   - mode: The permissions of a file that is made.
    /// - Throws: `SystemError`.
    package init(
        opening path: FilePath,
        _ flags: Int32 = O_RDONLY,
        mode: UInt32 = 0o600
    ) throws(SystemError) {
        let opened = path.withPlatformString { Glibc.open($0, flags | O_CLOEXEC, mode) }
        self.descriptor = try call("open \(path)", "open", opened)
    }

    /// Reads at most as many bytes as the buffer holds; 0 at the end.
    ///
    /// read(2), repeated after EINTR.
    package borrowing func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError)
        -> Int
    {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw .last("read", "read") }
        }
    }

    /// Reads to the end.
    ///
    /// - Parameters:
    ///   - limit: The most that is accepted, in bytes.
    ///   - name: What an error calls the file.
    /// - Returns: All bytes.
    /// - Throws: `SystemError` with `EFBIG` where there are more than `limit`.
    package borrowing func readAll(limit: Int, name: String) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        // Growing by doubling would for a moment hold a large file twice.
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_size > 0 {
            bytes.reserveCapacity(min(Int(status.st_size), limit) + 1)
        }
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw .last("read \(name)", "read")
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            if bytes.count > limit {
                throw SystemError("read \(name)", call: "read", errno: .fileTooLarge)
            }
        }
    }

    /// Writes all bytes; write(2), repeated until done.
    package borrowing func writeAll(
        _ bytes: UnsafeRawBufferPointer,
        name: String
    ) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let count = Glibc.write(
                descriptor,
                bytes.baseAddress?.advanced(by: done),
                bytes.count - done
            )
            if count < 0 {
                if errno == EINTR { continue }
                throw .last("write \(name)", "write")
            }
            done += count
        }
    }

    /// Writes all bytes of an array or string view.
    package borrowing func writeAll(_ bytes: [UInt8], name: String) throws(SystemError) {
        try bytes.span.bytes.withUnsafeBytes { (buffer) throws(SystemError) in
            try writeAll(buffer, name: name)
        }
    }

    /// Whether it is a directory; fstat(2).
    package var isDirectory: Bool {
        get throws(SystemError) {
            var status = stat()
            try call("look at a file", "fstat", fstat(descriptor, &status))
            return status.st_mode & S_IFMT == S_IFDIR
        }
    }

    /// A second descriptor of the same open file.
    package borrowing func duplicate() throws(SystemError) -> OpenFile {
        OpenFile(
            adopting: try call(
                "duplicate a descriptor",
                "fcntl",
                fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
            )
        )
    }
}

/// Throws what `errno` says where a call returned a negative number.
///
/// - Parameters:
///   - action: What was tried, to be read after "cannot".
///   - name: The call's manual page.
///   - result: What the call returned; evaluated before `errno` is read.
/// - Returns: The result, where it is not negative.
/// - Throws: `SystemError`.
@discardableResult
package func call(
    _ action: @autoclosure () -> String,
    _ name: String,
    _ result: Int32
) throws(SystemError) -> Int32 {
    guard result < 0 else { return result }
    let reason = Errno(rawValue: errno)
    throw SystemError(action(), call: name, errno: reason)
}

extension SystemError {
    /// The refusal that `errno` tells of right now.
    package static func last(_ action: String, _ call: String) -> SystemError {
        SystemError(action, call: call, errno: Errno(rawValue: Glibc.errno))
    }
}

extension OpenFile {
    /// Gives up ownership: the caller closes the descriptor from here on.
    package consuming func release() -> Int32 {
        let number = descriptor
        discard self
        return number
    }
}
