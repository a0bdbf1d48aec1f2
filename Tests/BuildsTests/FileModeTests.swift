import Testing

@testable import Builds

@Suite struct `Permissions of --chmod` {
    @Test(
        arguments: [
            ("755", 0o600, false, 0o755), ("u+x", 0o644, false, 0o744),
            ("go-r", 0o644, false, 0o600),
            ("a=r", 0o777, false, 0o444), ("+x", 0o644, false, 0o755),
            ("u+x,g=w", 0o644, false, 0o724),
            ("a+X", 0o644, false, 0o644), ("a+X", 0o644, true, 0o755),
            ("u+s", 0o755, false, 0o4755),
            ("+t", 0o777, true, 0o1777), ("g=u", 0o740, false, 0o770),
            ("u=rwx,go=", 0o666, false, 0o700),
        ] as [(String, UInt32, Bool, UInt32)]
    ) func `change as with chmod`(
        text: String,
        mode: UInt32,
        isDirectory: Bool,
        expected: UInt32
    ) throws {
        let read = try #require(FileMode(text))
        #expect(read.applied(to: mode, isDirectory: isDirectory) == expected)
    }

    @Test(arguments: ["", "9", "10000", "u", "u+z", "q+x", "u+x,", "rwx"])
    func `are refused where chmod refuses them`(text: String) {
        #expect(FileMode(text) == nil)
    }
}
