import Reports
import Testing

@Suite struct `The encoding of a report` {
    private static let name = "größer als 5 €"

    private static func document(_ encoding: String) -> String {
        "<?xml version=\"1.0\" encoding=\"\(encoding)\"?><testsuite><testcase name=\"\(name)\"/></testsuite>"
    }

    private func name(of bytes: [UInt8]) -> String? {
        JUnitParser().parse(bytes, file: "x").cases.first { _ in true }?.name
    }

    private func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
        text.utf16.flatMap { unit in
            let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return bigEndian ? pair : pair.reversed()
        }
    }

    private func utf32(_ text: String, bigEndian: Bool) -> [UInt8] {
        text.unicodeScalars.flatMap { scalar in
            let four = [24, 16, 8, 0].map { UInt8(scalar.value >> $0 & 0xFF) }
            return bigEndian ? four : four.reversed()
        }
    }

    @Test func `is told by a byte order mark`() {
        let text = Self.document("whatever")
        #expect(name(of: [0xEF, 0xBB, 0xBF] + Array(text.utf8)) == Self.name)
        #expect(name(of: [0xFE, 0xFF] + utf16(text, bigEndian: true)) == Self.name)
        #expect(name(of: [0xFF, 0xFE] + utf16(text, bigEndian: false)) == Self.name)
        #expect(name(of: [0, 0, 0xFE, 0xFF] + utf32(text, bigEndian: true)) == Self.name)
        #expect(name(of: [0xFF, 0xFE, 0, 0] + utf32(text, bigEndian: false)) == Self.name)
    }

    @Test func `is told by the shape of the first bytes`() {
        let text = Self.document("utf-16")
        for bigEndian in [true, false] {
            #expect(name(of: utf16(text, bigEndian: bigEndian)) == Self.name)
            #expect(name(of: utf32(text, bigEndian: bigEndian)) == Self.name)
        }
    }

    @Test func `is told by the declaration`() {
        func bytes(_ encoding: String, euro: UInt8) -> [UInt8] {
            Self.document(encoding).unicodeScalars.map {
                $0 == "€" ? euro : UInt8(truncatingIfNeeded: $0.value)
            }
        }
        #expect(name(of: bytes("windows-1252", euro: 0x80)) == Self.name)
        #expect(name(of: bytes("ISO-8859-1", euro: 0x80)) == Self.name)
        #expect(name(of: bytes("ISO-8859-15", euro: 0xA4)) == Self.name)
        #expect(name(of: Array("log line\n".utf8) + bytes("Latin1", euro: 0x80)) == Self.name)
    }

    @Test func `is believed less than the bytes`() {
        let report = JUnitParser().parse(Array(Self.document("utf-16").utf8), file: "x")
        #expect(report.cases.map(\.name) == [Self.name])
        #expect(report.warnings.map(\.kind) == [.encoding])
        let unknown = JUnitParser().parse(Array(Self.document("x-klingon").utf8), file: "x")
        #expect(unknown.cases.map(\.name) == [Self.name])
        #expect(unknown.warnings.first?.message.contains("x-klingon") == true)
    }

    @Test func `may be broken in places`() {
        let bytes =
            Array("<testsuite><testcase name=\"a".utf8) + [0xFF, 0xC3]
            + Array("b\"><failure>".utf8) + [0xED, 0xA0, 0x80] + Array("</failure></testcase>".utf8)
        let report = JUnitParser().parse(bytes, file: "x")
        #expect(report.cases.map(\.name) == ["a\u{FFFD}\u{FFFD}b"])
        #expect(report.warnings.count { $0.kind == .encoding } == 2)
        let odd = JUnitParser().parse(
            [0xFF, 0xFE] + utf16("<testcase/>", bigEndian: false) + [0x20, 0],
            file: "x"
        )
        #expect(odd.totals.tests == 1)
        let unpaired =
            utf16("<testcase name=\"", bigEndian: true) + [0xD8, 0x00]
            + utf16("\"/>", bigEndian: true)
        #expect(name(of: [0xFE, 0xFF] + unpaired) == "\u{FFFD}")
        #expect(name(of: [0xFE, 0xFF] + utf16("<testcase name=\"😀\"/>", bigEndian: true)) == "😀")
    }
}
