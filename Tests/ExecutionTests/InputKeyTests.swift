import Execution
import Testing

@Suite struct `An input key` {
    private let key = InputKey([.init("tree", "abc"), .init("env.PATH", hashing: "/bin")])

    @Test func `is the same for the same parts`() {
        let same = InputKey([.init("tree", "abc"), .init("env.PATH", hashing: "/bin")])
        #expect(same == key)
        #expect(key.text.count == 64)
        #expect(key.short == String(key.text.prefix(12)))
    }

    @Test func `differs where a part ends elsewhere`() {
        let one = InputKey([.init("a", "bc"), .init("d", "e")])
        let other = InputKey([.init("a", "b"), .init("cd", "e")])
        #expect(one.text != other.text)
    }

    @Test func `names the parts that changed, came and went`() {
        let other = InputKey([
            .init("tree", "abd"), .init("env.PATH", hashing: "/bin"), .init("env.NEW", hashing: ""),
        ])
        #expect(key.differences(from: other) == ["tree", "env.NEW"])
        #expect(other.differences(from: key) == ["tree", "env.NEW"])
        #expect(key.differences(from: key).isEmpty)
    }
}
