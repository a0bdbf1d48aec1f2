// A job's network from the point of view of whoever runs this: root, or an ordinary user in a user namespace.
// Prints one line for each thing that it found.
import Glibc
import Networks
import TestSupport

/// Where pasta and slirp4netns are looked for.
let searchPath = getenv("PATH").map { String(cString: $0) } ?? ""

/// Two members see each other.
func members() throws(NetworkError) {
    let host = try NetworkHost.current(path: searchPath)
    let network = try JobNetwork.open(.nothing, on: host)
    let service = try network.member(named: [DomainName("db")].compactMap { $0 })
    let step = try network.member()
    let server = try service.namespace.run { () throws(NetworkError) in
        try? LocalServer("0.0.0.0", port: 80, greeting: "hello from db")
    }
    let (address, outside) = ("\(service.address)", "203.0.113.1")
    print(try step.namespace.run { LocalConnection.read(from: address, port: 80) })
    print("ready:", try network.accepts(80, of: service.address, within: .seconds(60)))
    print(try step.namespace.run { LocalConnection.read(from: outside, port: 80) })
    print(try network.egressLog().records.map { "refused: \($0.address ?? "")" }.joined())
    let port = try network.publish(PortMapping(memberPort: 80), to: service.address)
    print("published:", LocalConnection.read(from: "127.0.0.1", port: port.mapping.hostPort))
    withExtendedLifetime(server) {}
}

/// A member reaches a server of the host by way of the outside.
func outside(_ address: String) throws(NetworkError) {
    let host = try NetworkHost.current(path: searchPath)
    let network = try JobNetwork.open(.everything, on: host)
    let step = try network.member()
    guard let server = try? LocalServer(address, port: 0, greeting: "hello from outside") else {
        return print("no server")
    }
    let port = server.port
    print(try step.namespace.run { LocalConnection.read(from: address, port: port) })
    print(try network.egressLog().records.map { "contacted: \($0.address ?? "")" }.joined())
}

/// A network that is there until this is killed.
func hold() throws(NetworkError) {
    let host = try NetworkHost.current(path: searchPath)
    let network = try JobNetwork.open(.everything, on: host)
    let member = try network.member()
    print("holds \(member.address)")
    fflush(nil)
    while true { sleep(1000) }
}

do {
    switch CommandLine.arguments.dropFirst().first {
    case "members": try members()
    case "outside": try outside(CommandLine.arguments.last ?? "")
    case "hold": try hold()
    default: print("usage: network-probe members|outside ADDRESS|hold")
    }
} catch {
    print("error: \(error)")
    if let hint = error.hint { print("hint: \(hint)") }
    exit(1)
}
