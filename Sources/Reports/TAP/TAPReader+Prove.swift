/// How much of the output of `prove --verbose` was read.
struct ProveProgress {
    /// Where a reader stands.
    enum Place {
        /// No line of a stream, and none of `prove`, has come yet.
        case before
        /// The stream is not wrapped by `prove`.
        case outside
        /// In the stream of a file.
        case inFile
        /// Behind the verdict on a file.
        case behindFile
        /// Behind the verdict on all files.
        case atEnd
    }

    /// Where the reader stands.
    var place = Place.before
    /// The file whose stream is read.
    var file: String?
    /// Whether something has failed in this file.
    var hasFailedInFile = false
    /// Whether something has failed in any of them.
    var hasFailed = false

    /// Whether no line belongs to a stream.
    var isBetweenFiles: Bool { place == .behindFile || place == .atEnd }
}

extension TAPReader {
    /// Takes a line that `prove` wrote around the streams of files.
    ///
    /// A name begins a stream only before all others or behind a verdict, so nothing that a test
    /// prints is taken for one; nor is the `ok` of a verdict where points are still to come.
    ///
    /// - Parameter range: The line.
    /// - Returns: Whether it is no line of a stream.
    mutating func takeProve(_ range: Range<Int>) -> Bool {
        if prove.place == .outside { return false }
        if prove.place == .before, hasBegun {
            prove.place = .outside
            return false
        }
        // What lacks its end may yet become something else: a point beyond the plan a verdict.
        if range.upperBound == bytes.count, !ProveLine.isEnd(bytes.text(range)) {
            return prove.isBetweenFiles || prove.place == .inFile && isFulfilled
        }
        guard mayBeProve(range) else { return prove.isBetweenFiles }
        switch (prove.place, ProveLine(bytes.text(range)[...])) {
        case (.before, .file(let file)), (.behindFile, .file(let file)):
            begin(file, at: range.lowerBound)
        case (.before, .skippedFile(let file, let reason)),
            (.behindFile, .skippedFile(let file, let reason)):
            begin(file, at: range.lowerBound)
            skipAll(reason, at: range.lowerBound)
            prove.place = .behindFile
        case (.inFile, .passed):
            guard isFulfilled else { return false }
            close(at: range.lowerBound)
        case (.inFile, .dubious):
            close(bytes.text(range), at: range.lowerBound)
        case (.inFile, .counted): close(at: range.lowerBound)
        case (.inFile, .empty): close("no subtests run", at: range.lowerBound)
        case (.behindFile, .result(let hasFailed)):
            prove.place = .atEnd
            if hasFailed, !prove.hasFailed {
                keep("prove says that it failed", at: range.lowerBound)
            }
        default: return prove.isBetweenFiles
        }
        return true
    }

    /// A quick look: whether a line begins like a verdict or ends like a name.
    private func mayBeProve(_ range: Range<Int>) -> Bool {
        guard let first = bytes[range].first, first != 0x20, first != 0x09 else { return false }
        guard prove.place == .inFile else { return true }
        return first == UInt8(ascii: "o") || "DFAN".utf8.contains(first)
    }

    private mutating func begin(_ file: String, at offset: Int) {
        var next = TAPReader(bytes, draft)
        next.prove = prove
        next.prove.place = .inFile
        next.prove.file = file
        next.prove.hasFailedInFile = false
        next.suite = SuitePath([next.draft.label(file, at: offset)])
        next.draft.change(next.suite, at: offset) { _ in }
        self = next
    }

    /// Ends the stream of a file: no more of it can come.
    ///
    /// - Parameters:
    ///   - verdict: What `prove` says against it; told where nothing in it failed.
    ///   - offset: Where that stands.
    private mutating func close(_ verdict: String? = nil, at offset: Int) {
        prove.place = .behindFile
        addLastPoint()
        checkPlan()
        if let verdict, !prove.hasFailedInFile, complaints.isEmpty { keep(verdict, at: offset) }
        addPlanCase()
        if prove.hasFailedInFile { prove.hasFailed = true }
        complaints = []
        suite = SuitePath()
    }

    /// Tells of output of `prove` that has no end.
    mutating func checkProveEnd() {
        switch prove.place {
        case .before, .outside, .atEnd: break
        case .inFile, .behindFile:
            lack("the result of prove is missing: it may have been stopped", at: bytes.count)
        }
    }
}
