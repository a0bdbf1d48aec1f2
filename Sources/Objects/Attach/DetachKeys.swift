/// The keys that, typed in a row, let go of a container.
package struct DetachKeys: Sendable {
    private let keys: [UInt8]
    private var pressed = 0

    /// Keys as bytes; none where empty.
    package init(_ keys: [UInt8]) {
        self.keys = keys
    }

    /// Reads `ctrl-p,ctrl-q` or `a,b`; nil for what is no such list.
    package static func bytes(_ text: String) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            let isControl = word.hasPrefix("ctrl-")
            let key = isControl ? word.dropFirst(5) : word
            guard key.utf8.count == 1, let byte = key.utf8.first else { return nil }
            guard isControl else {
                bytes.append(byte)
                continue
            }
            guard byte >= 0x40, byte <= 0x7F else { return nil }
            bytes.append(byte & 0x1F)
        }
        return bytes
    }

    /// Takes what was typed; whether the last key of the row was among it.
    mutating func complete(_ typed: ArraySlice<UInt8>) -> Bool {
        guard !keys.isEmpty else { return false }
        for byte in typed {
            pressed = byte == keys[pressed] ? pressed + 1 : byte == keys[0] ? 1 : 0
            if pressed == keys.count { return true }
        }
        return false
    }
}
