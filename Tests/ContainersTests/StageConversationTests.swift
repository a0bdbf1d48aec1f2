import CSandbox
import HostSystem
import Testing

@testable import Containers

@Suite struct `A talk with a stage` {
    private func conversation(_ words: [csandbox_message]) throws -> (pid: Int32?, failed: Bool) {
        let sockets = try SocketPair()
        for word in words {
            try withUnsafeBytes(of: word) { bytes throws(SystemError) in
                try sockets.theirs.writeAll(bytes, name: "socket")
            }
        }
        var talk = StageConversation(words: [], answers: StageAnswers(forks: true))
        talk.forks = true
        let control = sockets.takeOurs()
        do {
            try talk.run(on: control)
            return (talk.pid, false)
        } catch {
            return (talk.pid, true)
        }
    }

    private func word(_ word: csandbox_word, _ value: Int32 = 0) -> csandbox_message {
        var message = csandbox_message()
        message.word = Int32(bitPattern: word.rawValue)
        message.value = value
        return message
    }

    @Test func `knows the process though its failure comes first`() throws {
        let talk = try conversation([word(CSANDBOX_FAILED), word(CSANDBOX_FORKED, 42)])
        #expect(talk.pid == 42)
        #expect(talk.failed)
    }

    @Test func `fails where the stage fails and never forks`() throws {
        let talk = try conversation([word(CSANDBOX_FAILED)])
        #expect(talk.pid == nil)
        #expect(talk.failed)
    }
}
