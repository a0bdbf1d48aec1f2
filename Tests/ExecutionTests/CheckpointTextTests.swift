import Foundation
import Testing

@testable import Execution

@Suite struct `A text in a checkpoint` {
    private let secrets = [
        "token": "s3cr3t", "long": "s3cr3t-and-more", "pem": "line one\nline two",
    ]

    private func kept(_ text: String) -> CheckpointText {
        CheckpointText(text, hiding: SecretTable(secrets))
    }

    @Test(
        arguments: [
            "", "plain", "s3cr3t", "a s3cr3t b", "s3cr3ts3cr3t-and-more", "czNjcjN0",
            "ends with s3cr3t", "line one", "line one\nline two", "x\u{301}s3cr3t\r\n",
        ]
    )
    func `names its secrets and has its value back`(text: String) throws {
        let bytes = try JSONEncoder().encode(kept(text))
        let json = String(decoding: bytes, as: UTF8.self)
        for hidden in ["s3cr3t", "czNjcjN0", "line one", "line two"] {
            #expect(!json.contains(hidden))
        }
        let read = try JSONDecoder().decode(CheckpointText.self, from: bytes)
        #expect(read == kept(text))
        #expect(read.text(with: secrets) == text)
    }

    @Test func `is a plain string without secrets`() throws {
        #expect(
            String(decoding: try JSONEncoder().encode(kept("plain")), as: UTF8.self) == "\"plain\""
        )
        #expect(kept("plain").secretNames.isEmpty)
        #expect(kept("a s3cr3t-and-more").secretNames == ["long"])
    }

    @Test func `is shorter where a secret is no longer known`() {
        #expect(kept("a s3cr3t b").text(with: [:]) == "a  b")
    }
}
