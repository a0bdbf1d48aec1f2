import Diagnostics
import Testing

@testable import Dockerfiles

@Suite struct `The rules of an ignore file` {
    struct Sample: Sendable, CustomTestStringConvertible {
        var patterns: [String]
        var path: String
        var isIgnored: Bool
        init(_ patterns: [String], _ path: String, _ isIgnored: Bool) {
            self.patterns = patterns
            self.path = path
            self.isIgnored = isIgnored
        }
        var testDescription: String { "\(patterns) \(path)" }
    }

    static let samples: [Sample] = [
        .init(["**"], "file", true), .init(["**/"], "dir/file", true), .init(["**"], "/", true),
        .init(["**/**"], "dir/file/", true), .init(["dir/**"], "dir/dir2/file", true),
        .init(["**/dir"], "dir/file", true), .init(["**/dir2/*"], "dir/dir2/file/", true),
        .init(["**file"], "dir/dir/file", true), .init(["**/file*.txt*"], "a/b/file.txt", true),
        .init(["**/**/*.txt2"], "dir/dir/file.txt", false), .init(["**/*.txt"], "file.txt", true),
        .init(["a**/*.txt"], "a/dir/dir/file.txt", true), .init(["a/*.txt"], "a/dir/f.txt", false),
        .init(["a/*.txt**"], "a/file.txt", true), .init(["a[b-d]e"], "ae", false),
        .init(["a[b-d]e"], "ace", true), .init(["a[^b-d]e"], "aze", true),
        .init([".*"], "foo", false),
        .init(["abc.def"], "abcZdef", false), .init(["abc?def"], "abcZdef", true),
        .init(["**/foo/bar"], "dir/dir2/foo/bar", true), .init(["abc/**"], "abc", false),
        .init(["**/.foo"], "bar.foo", false), .init(["a(b)c/def"], "a(b)c/def", true),
        .init(["a.|)$(}+{bc"], "a.|)$(}+{bc", true), .init(["a\\*b"], "a*b", true),
        .init(["a\\\\"], "a\\", true), .init(["a*"], "ab/c", true), .init(["a?b"], "a/b", false),
        .init(["docs", "!docs/README.md"], "docs/README.md", false),
        .init(["docs", "!docs/README.md"], "docs/other", true),
        .init(["!fileutils.go", "*.go"], "fileutils.go", true),
        .init(["**", "!util/docker/web"], "util/docker/web/foo", false),
        .init(["**", "!util/docker/web", "util/docker/web/foo"], "util/docker/web/foo", true),
        .init(["/test2"], "test2", true), .init([" ! /inverted/abs"], "inverted/abs", false),
        .init(["./a/../b/"], "b", true), .init(["[a-ζ]*"], "α", true), .init(["[\\-x]"], "-", true),
        .init([], "anything", false),
    ]

    @Test(arguments: samples) func `leave out what Docker leaves out`(sample: Sample) throws {
        let rules = try #require(IgnoreRules(sample.patterns))
        #expect(rules.ignores(sample.path) == sample.isIgnored)
    }

    @Test(arguments: ["!", "! ", "[", "[^", "[]a]", "[-]", "[x-]", "[a-b-c]", "a[", "\\"])
    func `refuse a pattern that is malformed`(pattern: String) {
        #expect(IgnoreRules([pattern]) == nil)
    }

    @Test func `are read with all their mistakes told at once`() {
        let file = SourceFile(
            name: ".dockerignore",
            text: "\u{FEFF}# a comment\n\nok\n!\n  #no comment\n[\r\n"
        )
        let error = #expect(throws: DiagnosticError.self) { try IgnoreRules(file) }
        #expect(error?.diagnostics.map(\.range?.start.line) == [4, 6])
    }

    @Test func `tell whether a folder has to be looked into all the same`() throws {
        let rules = try #require(IgnoreRules(["*", "!a/b/c", "!x/*.txt"]))
        #expect(rules.mayTakeBack(below: "a"))
        #expect(rules.mayTakeBack(below: "a/b"))
        #expect(rules.mayTakeBack(below: "x"))
        #expect(!rules.mayTakeBack(below: "other"))
    }
}
