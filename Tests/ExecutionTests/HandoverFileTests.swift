@testable import Execution
import SystemPackage
import Testing

@Suite struct `A hand-over file` {
    private func pairs(_ text: String) throws -> [[String]] {
        try HandoverFile.pairs(text).map { [$0.name, $0.value] }
    }

    @Test func `holds a value a line`() throws {
        #expect(try pairs("a=1\nb=x=y\n\nc=\n") == [["a", "1"], ["b", "x=y"], ["c", ""]])
    }

    @Test func `holds values of several lines between words`() throws {
        #expect(try pairs("a<<END\nx=1\n\ny\nEND\nb=2") == [["a", "x=1\n\ny"], ["b", "2"]])
        #expect(try pairs("a<<END\nEND\n") == [["a", ""]])
    }

    @Test func `lets whichever comes first decide`() throws {
        #expect(try pairs("a=b<<c\n") == [["a", "b<<c"]])
        #expect(try pairs("a<<=\nx\n=\n") == [["a", "x"]])
    }

    @Test func `keeps a carriage return, as on GitHub`() throws {
        #expect(try pairs("a=1\r\n") == [["a", "1\r"]])
    }

    @Test(arguments: ["novalue\n", "=x\n", "a<<END\nx\n", "<<END\nEND\n", "a<<\n"])
    func `is refused with its line`(text: String) {
        #expect(throws: HandoverFile.SyntaxError.self) { _ = try HandoverFile.pairs(text) }
    }
}

@Suite struct `A glob` {
    @Test(arguments: [
        ("/w/*.xml", "/w/a.xml", true), ("/w/*.xml", "/w/d/a.xml", false),
        ("/w/**/*.xml", "/w/a.xml", true), ("/w/**/*.xml", "/w/d/e/a.xml", true),
        ("/w/a?c", "/w/abc", true), ("/w/[a-c]x", "/w/bx", true), ("/w/[!a-c]x", "/w/bx", false),
        ("/w/./a", "/w/a", true), ("/w/**", "/w/a/b", true), ("/w/a", "/w/a/b", false),
        ("/w/[", "/w/[", true), ("/w/*a*a*a*b", "/w/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
    ])
    func `matches whole paths`(pattern: String, path: String, matches: Bool) {
        #expect(GlobPattern(pattern).matches(path) == matches)
    }

    @Test func `knows which folders are worth entering`() {
        let glob = GlobPattern("/w/build/*/r.xml")
        #expect(glob.fixedPrefix == "/w/build")
        #expect(glob.mayMatch(below: "/w/build/x"))
        #expect(!glob.mayMatch(below: "/w/other"))
    }
}
