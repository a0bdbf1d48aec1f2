@testable import Networks
import TestSupport
import Testing

@Suite(.needsRoot) struct `What networks can do here` {
    @Test func `is found by making one`() throws {
        let world = try World()
        let rights = NetworkRights.detect(on: world.host)
        #expect(rights == NetworkRights(obstacle: nil, way: .routed, forwardBlockers: []))
    }

    @Test func `is little where another firewall drops what is forwarded`() throws {
        let world = try World()
        let said = try world.atHost(
            """
            nft 'table ip filter { chain FORWARD { type filter hook forward priority 0; policy drop; }; }'
            nft 'table ip6 filter { chain FORWARD { type filter hook forward priority 0; policy drop; }; }'
            nft 'table inet mine { chain in { type filter hook input priority 0; policy drop; }; }'
            """
        )
        #expect(said.isEmpty)
        #expect(NetworkRights.detect(on: world.host).forwardBlockers == ["ip filter FORWARD"])
    }

    @Test func `finds pasta before slirp4netns, and neither in an empty path`() {
        #expect(UserModeProgram.find(in: "") == nil)
        #expect(UserModeProgram.find(in: "/nonexistent:/proc/self") == nil)
        let command = UserModeProgram(.pasta, path: "/usr/bin/pasta").command(
            network: "/proc/self/fd/9",
            interface: "out0",
            mtu: 1500
        )
        #expect(
            command.first == "/usr/bin/pasta"
                && command.suffix(2) == ["--netns", "/proc/self/fd/9"]
        )
        #expect(command.contains("--no-map-gw"))
    }
}
