@testable import Networks
import Foundation
import TestSupport
import Testing

/// The probe, run by another user or in another namespace, from a folder that everyone may read.
private struct ProbeCopy {
    let folder = NSTemporaryDirectory() + "networks-probe-\(UUID().uuidString)"

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // A file that this process has written to cannot be run while a child it is starting still has it open.
        let copied = Shell.output("cp '\(Probe.product("network-probe"))' '\(folder)/'")
        #expect(copied.isEmpty)
    }

    /// Makes one program the only one that is found in the folder `path`.
    func link(_ program: UserModeProgram?) throws {
        guard let program else { return }
        try FileManager.default.createDirectory(
            atPath: "\(folder)/path",
            withIntermediateDirectories: false
        )
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/path/\(program.kind.rawValue)",
            withDestinationPath: program.path
        )
    }

    func command(_ text: String, path: String = "/usr/sbin:/usr/bin:/sbin:/bin") throws
        -> SpawnedProgram
    {
        try SpawnedProgram(["/bin/sh", "-c", text], environment: ["PATH": path], directory: folder)
    }

    /// The processes that were started from a path below the folder: pasta and its watchdog.
    func programs() -> String {
        // The brackets keep the pattern from finding itself.
        Shell.output("grep -las '\(folder)[/]path' /proc/[0-9]*/cmdline")
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: folder)
    }
}

/// Makes a new network one that could be a host's: an address, and a default route that leads nowhere.
private let hostSetup = """
    ip link set lo up; ip link add wan0 type veth peer name wan1; ip link set wan1 up
    ip addr add 192.0.2.2/24 dev wan0; ip link set wan0 up; ip route add default via 192.0.2.1
    """

private let tunnelIsOpen: Bool = {
    var status = stat()
    return stat("/dev/net/tun", &status) == 0 && status.st_mode & 0o006 == 0o006
}()

private let tunnel: Bool = access("/dev/net/tun", R_OK | W_OK) == 0

@Suite(.needsRoot) struct `An ordinary user's network` {
    private static let becomeNobody =
        "exec setpriv --reuid 65534 --regid 65534 --clear-groups unshare -Ur"

    @Test func `is the same among its members`() throws {
        let probe = try ProbeCopy()
        defer { probe.remove() }
        let end = try probe.command("\(Self.becomeNobody) ./network-probe members").wait(
            seconds: 60
        )
        #expect(end.stderr.isEmpty)
        #expect(
            end.stdout == """
                hello from db
                ready: true
                Connection refused
                refused: 203.0.113.1
                published: hello from db

                """
        )
    }

    @Test(
        .enabled(
            if: !tunnelIsOpen,
            "needs a host whose /dev/net/tun is root's alone"
        )
    )
    func `has no outside without /dev/net/tun, and says what to do`() throws {
        let probe = try ProbeCopy()
        defer { probe.remove() }
        let end = try probe.command("\(Self.becomeNobody) ./network-probe outside 1.1.1.1").wait(
            seconds: 60
        )
        #expect(end.code == 1)
        #expect(end.stdout.hasPrefix("error: no outside network: /dev/net/tun cannot be opened: "))
        #expect(end.stdout.contains("\nhint: "))
    }

    @Test(
        .enabled(if: tunnel, "needs /dev/net/tun"),
        arguments: [UserModeProgram.Kind.pasta, .slirp4netns]
    )
    func `has the same outside by way of pasta or slirp4netns`(kind: UserModeProgram.Kind) throws {
        let program = UserModeProgram(kind, path: "/usr/bin/\(kind.rawValue)")
        let probe = try ProbeCopy()
        defer { probe.remove() }
        // Root of a user namespace is an ordinary user who may open the tunnel. The host is a network of our own, with
        // a server behind its only interface.
        try probe.link(program)
        let end = try probe.command(
            """
            exec unshare -n sh -c '\(hostSetup)
              ip addr add 198.51.100.1/32 dev lo
              PATH=\(probe.folder)/path exec /usr/bin/unshare -Ur ./network-probe outside 198.51.100.1'
            """
        ).wait()
        #expect(end.stdout == "hello from outside\ncontacted: 198.51.100.1\n")
        #expect(end.stderr.isEmpty)
        #expect(probe.programs().isEmpty)
    }
}

@Suite(.needsRoot) struct `A process that is killed` {
    @Test(arguments: tunnel ? ["", "/usr/bin/unshare -Ur"] : [""])
    func `takes its networks along`(user: String) throws {
        let probe = try ProbeCopy()
        defer { probe.remove() }
        try probe.link(UserModeProgram.find(in: "/usr/sbin:/usr/bin:/sbin:/bin"))
        // The shell stays to look at what is left.
        let shell = try probe.command(
            """
            exec unshare -n -m sh -c '\(hostSetup)
              mount -t tmpfs none /run
              PATH=\(probe.folder)/path \(user) ./network-probe hold > said & pid=$!
              for i in $(seq 5000); do grep -q holds said && break; sleep 0.02; done
              cat said; ip -br link | grep -c cv
              kill -9 $pid
              for i in $(seq 5000); do ip -br link | grep -q cv || break; sleep 0.02; done
              ip -br link | grep -c cv'
            """
        )
        let end = try shell.wait()
        let lines = end.stdout.split(separator: "\n")
        #expect(lines.first == "holds 10.213.240.2")
        #expect(lines.dropFirst().first == (user.isEmpty ? "1" : "0"))
        #expect(lines.last == "0")
        for _ in 0..<3000 where !probe.programs().isEmpty { usleep(20_000) }
        #expect(probe.programs().isEmpty)
    }
}
