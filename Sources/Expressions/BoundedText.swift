/// Text that is built up to a bound and no further.
struct BoundedText {
    /// UTF-8; what is built in memory never goes far beyond it.
    let bytesMax: Int
    private(set) var text = ""
    /// Whether something did not fit; the text is of no use then.
    private(set) var isOverfull = false

    init(bytesMax: Int = .max) {
        self.bytesMax = bytesMax
    }

    mutating func append(_ more: some StringProtocol) {
        guard !isOverfull, more.utf8.count <= bytesMax - text.utf8.count else {
            isOverfull = true
            return
        }
        text += more
    }
}
