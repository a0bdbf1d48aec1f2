import CSandbox
import FoundationEssentials
import HostSystem
import Networks

/// One member of a kept network: whoever holds the other end of the socket.
final class KeptSeat {
    private let socket: OpenFile
    private var member: Member?
    private(set) var isGone = false

    /// A member and the ports that lead to it.
    private final class Member {
        let member: NetworkMember
        var ports: [Port] = []

        init(_ member: consuming NetworkMember) {
            self.member = member
        }
    }

    private final class Port {
        let port: PublishedPort

        init(_ port: consuming PublishedPort) {
            self.port = port
        }
    }

    init(_ socket: consuming OpenFile) {
        self.socket = socket
    }

    var descriptor: Int32 { socket.descriptor }

    /// Takes what was said: a request, or that the holder is gone.
    func take(in network: borrowing JobNetwork) {
        var buffer = [UInt8](repeating: 0, count: SeatAnswer.maximumLength)
        var stray: Int32 = -1
        let count = csandbox_receive(socket.descriptor, &buffer, buffer.count, &stray)
        if stray >= 0 { _ = OpenFile(adopting: stray) }
        guard count > 0, member == nil,
            let request = try? JSONDecoder().decode(
                SeatRequest.self,
                from: Data(buffer[..<count])
            )
        else {
            isGone = true
            member = nil
            return
        }
        answer(request, in: network)
    }

    private func answer(_ request: SeatRequest, in network: borrowing JobNetwork) {
        var answer = SeatAnswer()
        do {
            let made = try seat(request, in: network)
            member = made
            answer.address = "\(made.member.address)"
            answer.hosts = Self.hosts(made.member, request.hostname).text
            answer.resolver = network.resolverConfiguration.text
            answer.mappings = made.ports.map { "\($0.port.mapping)" }
        } catch {
            answer.failure = ObjectError(error)
        }
        // Sentences and words can always be written.
        let bytes = (try? JSONEncoder().encode(answer)).map { Array($0) } ?? []
        // Whoever does not listen any more is found gone.
        let given = member?.member.namespace.descriptor ?? socket.descriptor
        _ = csandbox_send_descriptor(socket.descriptor, bytes, bytes.count, given)
    }

    private func seat(_ request: SeatRequest, in network: borrowing JobNetwork) throws -> Member {
        let made = Member(try network.member(named: request.names.compactMap { DomainName($0) }))
        for text in request.ports {
            let port = try network.publish(try PortMapping(text), to: made.member.address)
            made.ports.append(Port(port))
        }
        return made
    }

    /// Itself only: others come and go, and are asked for by name.
    private static func hosts(_ member: borrowing NetworkMember, _ hostname: String) -> HostsFile {
        var file = HostsFile.local
        let names = [hostname] + member.names.map(\.text).filter { $0 != hostname }
        file.lines.append(.init("\(member.address)", names))
        return file
    }
}
