import CSandbox
import Glibc
import HostSystem

/// Somebody who is attached to a container, as its monitor sees them.
///
/// What they do not read at once is kept, and the container is not read from meanwhile: a slow reader slows the
/// container down, as one at the end of a pipe would.
final class AttachClient {
    private let socket: OpenFile
    /// Whether they want to see the output.
    private(set) var watches: Bool
    /// Whether they are gone.
    private(set) var isGone = false
    /// Whether they have started the container.
    let isStarter: Bool
    private var pending: [[UInt8]] = []

    init(_ socket: consuming OpenFile, watches: Bool = false, isStarter: Bool = false) {
        self.socket = socket
        self.watches = watches
        self.isStarter = isStarter
    }

    var descriptor: Int32 { socket.descriptor }

    /// Whether there is something that they have not taken yet.
    var isBehind: Bool { !pending.isEmpty && !isGone }

    /// Tells them something; what they do not take at once they get later.
    func tell(_ word: AttachWord, _ bytes: some Collection<UInt8> = []) {
        guard !isGone else { return }
        pending.append([word.rawValue] + bytes)
        flush()
    }

    /// Sends what can be sent.
    func flush() {
        while let packet = pending.first {
            let count = send(descriptor, packet, packet.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            if count >= 0 {
                pending.removeFirst()
            } else if errno == EAGAIN {
                return
            } else if errno != EINTR {
                leave()
            }
        }
    }

    /// Takes what they have sent; nil where there is nothing, or they are gone.
    func take() -> (word: AttachWord, bytes: ArraySlice<UInt8>)? {
        var buffer = [UInt8](repeating: 0, count: AttachWord.maximumLength + 1)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count < 0, errno == EAGAIN || errno == EINTR { return nil }
        guard count > 0 else {
            leave()
            return nil
        }
        guard let word = AttachWord(rawValue: buffer[0]) else { return nil }
        if word == .watch { watches = true }
        return (word, buffer[1..<count])
    }

    private func leave() {
        isGone = true
        pending = []
    }
}
