import Diagnostics
import OCI
import Testing

@testable import Frontends

@Suite struct `The file of registries` {
    private func read(_ text: String) -> (settings: RegistrySettings?, messages: [String]) {
        let file = SourceFile(name: "registries.yml", text: text)
        let (settings, diagnostics) = RegistrySettingsReader.read(file)
        let messages = diagnostics.map { diagnostic in
            let place = diagnostic.range.map { "\($0.start.line):\($0.start.column): " } ?? ""
            return place + diagnostic.message
        }
        return (settings, messages)
    }

    @Test func `gives aliases, rules and mirrors`() {
        let (settings, messages) = read(
            """
            aliases:
              base: registry.example.org/ci/base
            registries:
              docker.io:
                mirrors:
                  - mirror.example.org/hub
                  - {location: "10.0.0.1:5000", insecure: true, for: digests}
              registry.example.org:5000: {insecure: true}
              old.example.org/team: {location: new.example.org/old}
              "*.evil.example": {blocked: true}
            """
        )
        #expect(messages == [])
        #expect(settings?.aliases == ["base": "registry.example.org/ci/base"])
        #expect(
            settings?.rules == [
                RegistryRule(
                    prefix: "docker.io",
                    mirrors: [
                        .init(location: "mirror.example.org/hub"),
                        .init(location: "10.0.0.1:5000", isInsecure: true, use: .digests),
                    ]
                ),
                RegistryRule(prefix: "registry.example.org:5000", isInsecure: true),
                RegistryRule(prefix: "old.example.org/team", location: "new.example.org/old"),
                RegistryRule(prefix: "*.evil.example", isBlocked: true),
            ]
        )
    }

    @Test(arguments: ["", "# nothing\n", "aliases: {}\nregistries: {}\n"])
    func `may be empty`(text: String) {
        #expect(read(text).messages == [])
        #expect(read(text).settings?.rules == [])
    }

    @Test func `tells all of its mistakes at once, each at its place`() {
        let (settings, messages) = read(
            """
            alias: {}
            aliases:
              a/b: x.io/y
              ok: not a name
            registries:
              docker.io:
                mirors: []
                insecure: perhaps
                mirrors: [hub, {insecure: true}, {location: m.io, for: all-of-it}]
              "bad name": {}
              "*.x.io/y": {}
            """
        )
        #expect(settings == nil)
        #expect(
            messages == [
                "1:1: unknown key \"alias\" in the settings",
                "3:3: \"a/b\" cannot be an alias",
                "4:7: \"not a name\" does not name a registry",
                "7:5: unknown key \"mirors\" in registry \"docker.io\"",
                "8:15: \"insecure\" must be true or false, not a text",
                "9:15: \"hub\" does not name a registry",
                "9:20: a mirror has no \"location\"",
                "9:60: \"for\" cannot be \"all-of-it\"",
                "10:3: \"bad name\" is not what the name of an image can begin with",
                "11:3: \"*.x.io/y\" is not what the name of an image can begin with",
            ]
        )
    }
}
