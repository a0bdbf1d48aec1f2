import Diagnostics
import Testing

@testable import Pipelines

@Suite struct `A duration` {
    @Test(arguments: [
        ("90s", 90), ("10m", 600), ("1h30m", 5_400), ("2d", 172_800), ("1d1h1m1s", 90_061),
    ])
    func `is read from numbers with units`(text: String, seconds: Int) throws {
        #expect(try Timeout.reading(text).duration == .seconds(seconds))
    }

    @Test(arguments: [
        "", "m", "1m1h", "1m1m", "1.5h", "-1m", "1 m", "10x", "999999999999d", "1h30",
    ])
    func `is not read from anything else`(text: String) {
        #expect(throws: SettingError.self) { try Timeout.reading(text) }
    }

    @Test func `without a unit is answered with the unit that was likely meant`() {
        let error = #expect(throws: SettingError.self) { try Timeout.reading("10") }
        #expect(error?.fix == "write \"10m\" for minutes")
    }

    @Test(arguments: ["0s", "36d"])
    func `is neither nothing nor more than the bound`(text: String) {
        #expect(throws: SettingError.self) { try Timeout.reading(text) }
    }
}

@Suite struct `A size` {
    @Test(arguments: [
        ("512MiB", 536_870_912), ("2GiB", 2_147_483_648), ("1.5KiB", 1_536), ("1GB", 1_000_000_000),
        ("10 MB", 10_000_000), ("1B", 1),
    ])
    func `is read from a number with a unit`(text: String, bytes: Int64) throws {
        #expect(try ByteSize.reading(text).bytes == bytes)
    }

    @Test(arguments: [
        "", "MiB", "512", "512m", "1..5GiB", "-1GiB", "0B", "1e3MiB", "99999999TiB", "nan",
    ])
    func `is not read from anything else`(text: String) {
        #expect(throws: SettingError.self) { try ByteSize.reading(text) }
    }

    @Test(arguments: ["512MiB", "3GiB", "1001B", "1TiB", "100MB", "1kB"])
    func `is shown as it would be written`(text: String) throws {
        #expect(try ByteSize.reading(text).description == text)
    }
}

@Suite struct `A number of processors` {
    @Test(arguments: [("2", 2_000), ("0.5", 500), ("1.25", 1_250), ("0.01", 10)])
    func `is read in thousandths`(text: String, milli: Int) throws {
        let count = try CPUCount.reading(text)
        #expect(count.milli == milli)
        #expect(count.description == text)
    }

    @Test(arguments: ["", "two", "0", "0.001", "5000", "-1", "1e1", "inf", "0x2"])
    func `is not read from anything else`(text: String) {
        #expect(throws: SettingError.self) { try CPUCount.reading(text) }
    }
}

@Suite struct `An image source` {
    @Test(arguments: [
        ("host", ImageSource.host),
        ("scratch", .scratch),
        ("dir:/srv/root:1", .directory(path: "/srv/root:1")),
        ("oci:images/base", .ociLayout(path: "images/base", tag: nil)),
        ("oci:images/base:3.20", .ociLayout(path: "images/base", tag: "3.20")),
        ("oci-archive:base.tar:v1", .ociArchive(path: "base.tar", tag: "v1")),
        (
            "docker-archive:a.tar:alpine:3.20",
            .dockerArchive(path: "a.tar", reference: "alpine:3.20")
        ),
    ])
    func `is read from a transport and a path`(text: String, source: ImageSource) throws {
        #expect(try ImageSource.reading(text) == source)
        #expect(source.description == text)
    }

    @Test(arguments: ["alpine:3.20", "docker.io/library/alpine", "localhost:5000/a/b:c"])
    func `is read from the name of an image`(text: String) throws {
        #expect(try ImageSource.reading(text) == .named(text))
        #expect(try ImageSource.reading("docker://\(text)") == .named(text))
    }

    @Test(arguments: [
        ("Host", "lower case"), ("", "empty"), ("docker-daemon:alpine", "docker-daemon"),
        ("./images/base", "not the name of a host"), ("alpine:", "tag"),
    ])
    func `is not read from what names no image`(text: String, reason: String) {
        let error = #expect(throws: SettingError.self) { try ImageSource.reading(text) }
        #expect(error?.message.contains(reason) == true)
        #expect(error?.fix.contains("oci:PATH") == true)
    }

    @Test(arguments: ["dir:", "oci:", "oci:a:", "oci-archive::x"])
    func `needs its path`(text: String) {
        #expect(throws: SettingError.self) { try ImageSource.reading(text) }
    }
}

@Suite struct `A shell` {
    @Test func `makes the command lines of GitHub`() {
        func line(_ shell: Shell?, bash: Bool = true) -> String? {
            shell?.arguments(runningScriptAt: "/s", hasBash: bash).joined(separator: " ")
        }
        #expect(line(.automatic) == "bash -e /s")
        #expect(line(.automatic, bash: false) == "sh -e /s")
        #expect(line(Shell("bash"), bash: false) == "bash --noprofile --norc -e -o pipefail /s")
        #expect(line(Shell("sh")) == "sh -e /s")
        #expect(line(Shell("python")) == "python /s")
        #expect(line(Shell("perl  -w {0} x{0}{0}")) == "perl -w /s x/s/s")
    }

    @Test(arguments: ["zsh", "{0}", "", "perl -w", "pwsh"])
    func `of one's own needs a place for the script`(text: String) {
        #expect(Shell(text) == nil)
    }
}

@Suite struct `The place of a letter` {
    @Test func `is counted from the segment it is in`() {
        let map = SourceMap(
            SourceRange(SourcePosition(line: 1, column: 1)),
            segments: [
                .init(offset: 0, position: SourcePosition(line: 2, column: 5)),
                .init(offset: 4, position: SourcePosition(line: 3, column: 7)),
            ]
        )
        #expect(map.position(at: 0) == SourcePosition(line: 2, column: 5))
        #expect(map.position(at: 3) == SourcePosition(line: 2, column: 8))
        #expect(map.position(at: 6) == SourcePosition(line: 3, column: 9))
    }

    @Test func `is the start of the whole where nothing else is known`() {
        let start = SourcePosition(line: 4, column: 2)
        #expect(SourceMap(SourceRange(start)).position(at: 9) == start)
    }
}
