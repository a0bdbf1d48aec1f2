import CSandbox
import Glibc
package import HostSystem

/// The word to start, said to a container that was made before and waits for it.
package struct StartRequest: Sendable {
    /// The directory in which the container waits, open; lent.
    package var directory: Int32
    /// The name of its socket there.
    package var name: String
    /// The container's process.
    package var pid: Int32
    /// How the steps are spoken of that it has still to do.
    package var tail: [StepWords]

    /// A request.
    package init(directory: Int32, name: String, pid: Int32, tail: [StepWords]) {
        self.directory = directory
        self.name = name
        self.pid = pid
        self.tail = tail
    }

    /// The socket at which a container will wait; it is lent to the container's start.
    ///
    /// - Throws: `ContainerError.start`.
    package static func listen(in directory: Int32, name: String) throws(ContainerError) -> OpenFile
    {
        do {
            return OpenFile(
                adopting: try call(
                    "make the socket \(name)",
                    "bind",
                    csandbox_listen(directory, name)
                )
            )
        } catch {
            throw .start(error)
        }
    }

    /// Lets the container run its command.
    ///
    /// - Parameter answers: What it may want to know meanwhile.
    /// - Throws: `ContainerError.start` where the command could not be run; the container is gone then.
    package func carryOut(_ answers: StageAnswers) throws(ContainerError) {
        let connection: OpenFile
        do {
            connection = OpenFile(
                adopting: try call(
                    "reach the container",
                    "connect",
                    csandbox_connect(directory, name)
                )
            )
        } catch {
            throw .start(error)
        }
        var word: UInt8 = 1
        _ = send(connection.descriptor, &word, 1, Int32(MSG_NOSIGNAL))
        var conversation = StageConversation(words: tail, answers: answers)
        conversation.pid = pid
        try conversation.run(on: connection)
    }
}
